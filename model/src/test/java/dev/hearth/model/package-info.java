// SPDX-License-Identifier: Apache-2.0
/// Tests of the model: against naive versions of the same, at every damaged byte, and golden bytes.
@NullMarked
package dev.hearth.model;

import org.jspecify.annotations.NullMarked;
