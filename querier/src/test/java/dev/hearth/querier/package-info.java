// SPDX-License-Identifier: Apache-2.0
/// Tests of the querier.
@NullMarked
package dev.hearth.querier;

import org.jspecify.annotations.NullMarked;
