// SPDX-License-Identifier: Apache-2.0
/// Arithmetic over the samples of profiles that share a stack table: adding profiles up, and
/// reducing a payload to its totals. Knows neither series nor tenants.
@NullMarked
package dev.hearth.distributor.samples;

import org.jspecify.annotations.NullMarked;
