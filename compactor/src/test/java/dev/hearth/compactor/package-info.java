// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hearth.compactor;

import org.jspecify.annotations.NullMarked;
