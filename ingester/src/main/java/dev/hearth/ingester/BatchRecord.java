// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;

/// A record of the log in parsed form.
///
/// @param position where it stands in the log
/// @param appendMillis when it was appended, milliseconds since the epoch
/// @param bytes memory that it is taken to need until it is applied
record BatchRecord(
        long position, long appendMillis, TenantId tenant, ProfileBatch batch, int bytes) {}
