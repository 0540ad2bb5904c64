// SPDX-License-Identifier: Apache-2.0
/// What decoders of several formats share: columns, the wire of protobuf, gunzip, the grouping of
/// samples, and the budget that bounds their memory. For the packages of this module alone.
@NullMarked
package dev.hearth.formats.internal;

import org.jspecify.annotations.NullMarked;
