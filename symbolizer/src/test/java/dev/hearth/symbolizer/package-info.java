// SPDX-License-Identifier: Apache-2.0
/// Tests of what is kept of debug files, and of what queries make of it.
@NullMarked
package dev.hearth.symbolizer;

import org.jspecify.annotations.NullMarked;
