// SPDX-License-Identifier: Apache-2.0
/// Fakes and JUnit extensions that the tests of several modules share. Nothing here ships.
///
/// [SimulatedDisk] is the one to know: a disk that forgets what was not forced. [Seeded] gives
/// tests their random numbers.
@NullMarked
package dev.hearth.testing;

import org.jspecify.annotations.NullMarked;
