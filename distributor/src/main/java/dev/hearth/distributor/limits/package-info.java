// SPDX-License-Identifier: Apache-2.0
/// What is counted between requests, so that limits of a tenant hold: series, requests let through,
/// pushes at one time.
///
/// Everything here is bounded in memory, forgets what is idle, takes its limits with each call
/// (they change while the program runs) and is safe for many threads. Nothing knows profiles or the
/// wire.
@NullMarked
package dev.hearth.distributor.limits;

import org.jspecify.annotations.NullMarked;
