// SPDX-License-Identifier: Apache-2.0
/// To be described by whoever fills it.
@NullMarked
package dev.hearth.bench;

import org.jspecify.annotations.NullMarked;
