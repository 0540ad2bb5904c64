// SPDX-License-Identifier: Apache-2.0
/// Which usage groups a profile belongs to, and whether sampling keeps it.
///
/// A decision is a function of the profile's identity alone, so that a retry gets the same one. The
/// package knows no tenants and counts nothing. Start at [GroupMatcher], then [Sampler].
@NullMarked
package dev.hearth.distributor.sampling;

import org.jspecify.annotations.NullMarked;
