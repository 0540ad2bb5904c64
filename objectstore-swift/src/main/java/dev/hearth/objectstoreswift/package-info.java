// SPDX-License-Identifier: Apache-2.0
/// Objects in a container of OpenStack Swift, over the HTTP client of the JDK.
///
/// Start at [dev.hearth.objectstoreswift.SwiftContainers]. Of two puts of one object that overlap,
/// Swift accepts both, so the puts of a process wait for each other here, and only one process may
/// write.
@NullMarked
package dev.hearth.objectstoreswift;

import org.jspecify.annotations.NullMarked;
