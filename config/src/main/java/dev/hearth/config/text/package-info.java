// SPDX-License-Identifier: Apache-2.0
/// How values are written: durations, byte counts, and YAML with the lines on which things stand.
@NullMarked
package dev.hearth.config.text;

import org.jspecify.annotations.NullMarked;
