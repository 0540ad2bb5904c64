// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hearth.compactor.plan;

import org.jspecify.annotations.NullMarked;
