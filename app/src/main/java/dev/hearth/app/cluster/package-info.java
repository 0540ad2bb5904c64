// SPDX-License-Identifier: Apache-2.0
/// How a process takes part in a cluster: its entries in the rings, and what it makes of those of
/// the others. Start at [Cluster].
@NullMarked
package dev.hearth.app.cluster;

import org.jspecify.annotations.NullMarked;
