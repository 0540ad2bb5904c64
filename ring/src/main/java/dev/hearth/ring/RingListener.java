// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

/// Is told when a ring changes.
@FunctionalInterface
public interface RingListener {

    /// Takes the newest state. Called by one thread at a time, with the state that is known at
    /// first and then after each change; states between may be left out. Must not block.
    void changed(RingState state);
}
