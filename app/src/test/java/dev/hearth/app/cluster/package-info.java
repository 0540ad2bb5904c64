// SPDX-License-Identifier: Apache-2.0
/// Tests of the cluster as one process sees it.
@NullMarked
package dev.hearth.app.cluster;

import org.jspecify.annotations.NullMarked;
