// SPDX-License-Identifier: Apache-2.0
/// Adding up profiles that share a stack table: their samples, the moments at which these were
/// observed, and runs of profiles of one series. Knows neither tenants nor limits.
@NullMarked
package dev.hearth.model.merge;

import org.jspecify.annotations.NullMarked;
