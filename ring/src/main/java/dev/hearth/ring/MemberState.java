// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

/// What a member of a ring is doing.
///
/// ```text
/// JOINING ──► ACTIVE ──► LEAVING ──► GONE
///    ▲                      │
///    └────── restarted ─────┘
/// ```
///
/// The order is that of a life: of two entries that are otherwise equally new, the later counts.
public enum MemberState {
    /// Registered, and not ready for work.
    JOINING,
    /// Ready for work.
    ACTIVE,
    /// Stopping or stopped; takes no new work, and may come back.
    LEAVING,
    /// Left for good or forgotten. The entry stays for a while, so that an older one that comes
    /// late does not bring the member back.
    GONE
}
