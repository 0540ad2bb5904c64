// SPDX-License-Identifier: Apache-2.0
/// The whole program, from outside: a process of its own, real clients, a real browser, SIGKILL.
///
/// Start at [HearthProcess]. A test that needs a part the machine lacks says so through [RealPart].
@NullMarked
package dev.hearth.integrationtests;

import org.jspecify.annotations.NullMarked;
