// SPDX-License-Identifier: Apache-2.0
/// Limits that change while the program runs: runtime files are read again every few seconds.
///
/// Start at [RuntimeLimits].
@NullMarked
package dev.hearth.config.runtime;

import org.jspecify.annotations.NullMarked;
