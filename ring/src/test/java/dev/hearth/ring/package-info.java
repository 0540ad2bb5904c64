// SPDX-License-Identifier: Apache-2.0
/// Tests of the ring.
@NullMarked
package dev.hearth.ring;

import org.jspecify.annotations.NullMarked;
