// SPDX-License-Identifier: Apache-2.0
/// What one record of a log holds: a tenant and one of its batches, as `docs/formats/record-v1.md`
/// describes them. Start at [RecordCodec].
@NullMarked
package dev.hearth.log.record;

import org.jspecify.annotations.NullMarked;
