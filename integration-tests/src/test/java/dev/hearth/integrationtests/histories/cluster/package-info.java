// SPDX-License-Identifier: Apache-2.0
/// Random histories of a cluster in both log modes, in simulated time: what becomes of pushes while
/// messages are lost, late and doubled, processes and their ring are cut off from each other,
/// ingesters crash, sleep, come, go and leave for good, and brokers are away.
///
/// Start at [ClusterHistoriesTest] for ring mode, at [TopicHistoriesTest] for a log in a topic.
/// What is real: who a push goes to and what is marked, what processes say of themselves in the
/// ring and when, how they read it, who reads which partition of a topic and opens it, the log of
/// an ingester on its disk, heads and cuts, the segments, blocks and floors in the store, the
/// planner of queriers, and the questions that go to several owners. What is simulated: clocks, the
/// net, disks, the store, the brokers, and whatever keeps the ring. One thread runs at a time, so
/// that a seed gives the whole history.
///
/// A [World] is everything that runs, a [RandomHistory] is what happens in it; both log modes have
/// their own of each.
@NullMarked
package dev.hearth.integrationtests.histories.cluster;

import org.jspecify.annotations.NullMarked;
