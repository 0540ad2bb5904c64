// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import java.io.IOException;

/// How many partitions a topic has had for as long as retries are recognised, as far as anybody who
/// appends may have known. Safe for many threads.
@FunctionalInterface
public interface TopicSizes {

    /// Asks.
    ///
    /// @throws IOException if the topic cannot be reached
    Range range() throws IOException;

    /// A range of numbers of partitions.
    ///
    /// @param least the fewest; 0 if that is not known
    /// @param most the most
    record Range(int least, int most) {}
}
