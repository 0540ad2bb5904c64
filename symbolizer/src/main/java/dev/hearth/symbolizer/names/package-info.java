// SPDX-License-Identifier: Apache-2.0
/// Turns the names that linkers know into those that people wrote: C++ (Itanium) and Rust.
///
/// What is not understood stays as it is. Start at [Demangler].
@NullMarked
package dev.hearth.symbolizer.names;

import org.jspecify.annotations.NullMarked;
