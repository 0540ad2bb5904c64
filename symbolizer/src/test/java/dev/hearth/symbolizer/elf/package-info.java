// SPDX-License-Identifier: Apache-2.0
/// Tests of reading executables: files made to cost their reader memory or time are refused.
@NullMarked
package dev.hearth.symbolizer.elf;

import org.jspecify.annotations.NullMarked;
