// SPDX-License-Identifier: Apache-2.0
/// Bytes to model for each ingest format, model to bytes for each export format; a package a
/// format. Here is what all decoders take and give: [DecodeLimits] and [DecodedProfile].
///
/// Pure: knows nothing about tenants, storage or HTTP. Decoders take an array with offset and
/// length, are bounded by [DecodeLimits], and throw [MalformedProfileException] and nothing else
/// whatever the bytes are.
@NullMarked
package dev.hearth.formats;

import org.jspecify.annotations.NullMarked;
