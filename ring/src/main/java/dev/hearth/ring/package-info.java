// SPDX-License-Identifier: Apache-2.0
/// Who is in the cluster, and what belongs to whom.
///
/// Each component has a ring of its own ([RingName]). A [RingState] is one ring at one moment: the
/// members with their heartbeats and, in the ring of the ingesters, the partitions of the log. A
/// [RingStore] keeps it: in memory, in Consul, or by gossip. Two states merge into one without a
/// conflict, in whatever order they come.
///
/// A [Lifecycler] keeps the entry of this process; a [Ring] reads what the others wrote and says
/// who is healthy. On it rest the decisions, which are the same wherever the same state is known:
/// [Placer] says which partition takes a series, [MemberRing] which member does a piece of work,
/// [KafkaOwners] who reads which partition of a topic.
///
/// Nothing here moves data, and nothing here needs agreement: what must happen once is decided by a
/// conditional put to the object store, not by the ring.
@NullMarked
package dev.hearth.ring;

import org.jspecify.annotations.NullMarked;
