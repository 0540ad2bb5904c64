// SPDX-License-Identifier: Apache-2.0
/// Random histories of a whole installation in simulated time, each checked against a model that is
/// nothing but a list of profiles.
///
/// Start at [HistoriesTest]. The real parts run on a simulated disk, a simulated object store and
/// simulated clocks; [Turns] lets one of their threads run at a time, so that a seed gives the
/// whole history.
@NullMarked
package dev.hearth.integrationtests.histories;

import org.jspecify.annotations.NullMarked;
