// SPDX-License-Identifier: Apache-2.0
/// Tests of the query engine.
@NullMarked
package dev.hearth.query;

import org.jspecify.annotations.NullMarked;
