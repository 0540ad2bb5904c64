// SPDX-License-Identifier: Apache-2.0
/// Tests of the names that people wrote, against those that binutils shows.
@NullMarked
package dev.hearth.symbolizer.names;

import org.jspecify.annotations.NullMarked;
