// SPDX-License-Identifier: Apache-2.0
/// Reduces a payload to its totals: what is kept of one that sampling has left out. Knows neither
/// tenants nor limits.
@NullMarked
package dev.hearth.distributor.samples;

import org.jspecify.annotations.NullMarked;
