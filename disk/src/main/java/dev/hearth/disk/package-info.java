// SPDX-License-Identifier: Apache-2.0
/// The few file operations that durability rests on, behind one door, so that tests can crash
/// between any two of them.
///
/// Start at [Disk].
@NullMarked
package dev.hearth.disk;

import org.jspecify.annotations.NullMarked;
