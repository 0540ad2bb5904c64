// SPDX-License-Identifier: Apache-2.0
/// Tests of rings: properties of placement and of merging by seeded chance, lives of members under
/// a clock that is set, and gossip among stores on ports of the loopback address. [Rings] makes
/// states to try things on. The test against a real Consul is one of the integration tests.
@NullMarked
package dev.hearth.ring;

import org.jspecify.annotations.NullMarked;
