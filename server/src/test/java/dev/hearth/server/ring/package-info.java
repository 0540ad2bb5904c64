// SPDX-License-Identifier: Apache-2.0
/// Tests of what is shown of rings: pages and JSON for people and programs, the form with which a
/// member is forgotten, and the metrics. Handlers are called as they are, without a server.
@NullMarked
package dev.hearth.server.ring;

import org.jspecify.annotations.NullMarked;
