// SPDX-License-Identifier: Apache-2.0
/// Tests of what is shown of rings.
@NullMarked
package dev.hearth.server.ring;

import org.jspecify.annotations.NullMarked;
