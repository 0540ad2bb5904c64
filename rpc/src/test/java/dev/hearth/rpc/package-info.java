// SPDX-License-Identifier: Apache-2.0
/// Questions and answers as bytes, right and wrong ones, and processes that ask each other over the
/// port.
@NullMarked
package dev.hearth.rpc;

import org.jspecify.annotations.NullMarked;
