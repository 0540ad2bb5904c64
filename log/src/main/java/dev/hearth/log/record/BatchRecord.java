// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log.record;

import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;

/// A record of the log in parsed form.
///
/// @param position where it stands in the log
/// @param appendMillis when it was appended, milliseconds since the epoch
/// @param tenant whose it is
/// @param batch what was pushed
/// @param isMarked whether a copy of the batch may be in another partition
public record BatchRecord(
        long position, long appendMillis, TenantId tenant, ProfileBatch batch, boolean isMarked) {}
