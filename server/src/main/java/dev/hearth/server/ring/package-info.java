// SPDX-License-Identifier: Apache-2.0
/// Shows the rings of a process: the pages `/ring` and `/memberlist`, and their metrics.
///
/// Start at [RingRoutes]. What is shown comes from the module `ring`; nothing is decided here.
@NullMarked
package dev.hearth.server.ring;

import org.jspecify.annotations.NullMarked;
