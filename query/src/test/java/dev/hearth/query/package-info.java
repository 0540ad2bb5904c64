// SPDX-License-Identifier: Apache-2.0
/// Tests of the query engine: by hand, and against a naive one on random profiles.
@NullMarked
package dev.hearth.query;

import org.jspecify.annotations.NullMarked;
