// SPDX-License-Identifier: Apache-2.0
/// Names for addresses that profilers could not name themselves.
///
/// Clients upload executables with their debug information; [DebuginfoStore] keeps them by tenant
/// and build id, beside each a table from addresses to frames, made once. [LateSymbols] adds what
/// the tables say to profiles that are read, whenever those were sent.
///
/// Knows nothing of HTTP or RPC: what clients ask comes through the distributor, what queries ask
/// through the querier.
@NullMarked
package dev.hearth.symbolizer;

import org.jspecify.annotations.NullMarked;
