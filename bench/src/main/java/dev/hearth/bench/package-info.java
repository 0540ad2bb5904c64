// SPDX-License-Identifier: Apache-2.0
/// What Hearth costs: a load generator for the whole program ([LoadTest]) and JMH benchmarks for
/// the hot pieces. `bench/run` runs them; figures are kept in `docs/benchmarks.md`.
@NullMarked
package dev.hearth.bench;

import org.jspecify.annotations.NullMarked;
