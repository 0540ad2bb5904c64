// SPDX-License-Identifier: Apache-2.0
/// Tests of the wiring, and of the reference pages that are made from it.
@NullMarked
package dev.hearth.app;

import org.jspecify.annotations.NullMarked;
