// SPDX-License-Identifier: Apache-2.0
/// Tests of the model.
@NullMarked
package dev.hearth.model;

import org.jspecify.annotations.NullMarked;
