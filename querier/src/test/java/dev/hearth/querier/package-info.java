// SPDX-License-Identifier: Apache-2.0
/// Tests of the querier: what clients ask over the wire, over heads and segments in memory.
@NullMarked
package dev.hearth.querier;

import org.jspecify.annotations.NullMarked;
