// SPDX-License-Identifier: Apache-2.0
/// The log in Kafka: a partition of the log is a partition of one topic, a position is its offset.
///
/// Start at [KafkaTopic], which finds or makes the topic and refuses one that would lose records;
/// it gives a [dev.hearth.log.TailedLog] of a partition and a [dev.hearth.log.LogProducer] for all
/// of them. Owners are not told by Kafka who they are: they assign and seek, there are no consumer
/// groups and no committed offsets. No class of Kafka's is loaded before a topic is opened.
@NullMarked
package dev.hearth.logkafka;

import org.jspecify.annotations.NullMarked;
