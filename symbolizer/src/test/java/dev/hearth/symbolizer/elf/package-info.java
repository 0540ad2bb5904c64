// SPDX-License-Identifier: Apache-2.0
/// Tests of reading executables.
@NullMarked
package dev.hearth.symbolizer.elf;

import org.jspecify.annotations.NullMarked;
