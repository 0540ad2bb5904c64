// SPDX-License-Identifier: Apache-2.0
/// Fakes and JUnit extensions that the tests of several modules share. Nothing here ships.
@NullMarked
package dev.hearth.testing;

import org.jspecify.annotations.NullMarked;
