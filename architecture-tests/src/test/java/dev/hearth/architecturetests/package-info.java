// SPDX-License-Identifier: Apache-2.0
/// Rules that no compiler checks: which module may use which, how sources are written, and whether
/// the documents speak of what is there.
@NullMarked
package dev.hearth.architecturetests;

import org.jspecify.annotations.NullMarked;
