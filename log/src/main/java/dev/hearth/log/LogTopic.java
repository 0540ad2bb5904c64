// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.IOException;

/// Logs of many partitions that somebody else keeps under one name. Safe for many threads; calls
/// block.
public interface LogTopic {

    /// Its name.
    String name();

    /// The identity of this incarnation of it: another one of the same name has another.
    String id();

    /// Its partitions, from 0; there may be more later.
    int partitions();

    /// Identity of one of its partitions.
    String partition(int number);

    /// Opens a partition for its owner. The caller closes it.
    ///
    /// @param number 0 or more, below [#partitions]
    /// @throws IOException if it cannot be reached
    TailedLog tail(int number) throws IOException;

    /// How a topic is come by.
    @FunctionalInterface
    interface Source {

        /// The topic; found at the first call that succeeds, the same ever after.
        ///
        /// @throws LogRefusedException if there is one that may not be used, or none
        /// @throws IOException if it cannot be reached now
        LogTopic open() throws IOException;
    }
}
