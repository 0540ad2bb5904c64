// SPDX-License-Identifier: Apache-2.0
/// The program: command line, wiring of the components, self-profiling.
///
/// The only place that knows every component. Start at [Main], then [Wiring].
@NullMarked
package dev.hearth.app;

import org.jspecify.annotations.NullMarked;
