// SPDX-License-Identifier: Apache-2.0
/// To be described by whoever fills it.
@NullMarked
package dev.hearth.ingester;

import org.jspecify.annotations.NullMarked;
