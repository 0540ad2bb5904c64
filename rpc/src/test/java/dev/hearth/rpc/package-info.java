// SPDX-License-Identifier: Apache-2.0
/// Tests of what processes ask each other.
@NullMarked
package dev.hearth.rpc;

import org.jspecify.annotations.NullMarked;
