// SPDX-License-Identifier: Apache-2.0
/// Tests of the table of symbols and its stored form.
@NullMarked
package dev.hearth.symbolizer.table;

import org.jspecify.annotations.NullMarked;
