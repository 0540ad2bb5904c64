// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import dev.hearth.disk.DiskFile;

/// A log as it was found at open, and made durable.
///
/// @param out the last file, open at its end
/// @param size length of the last file
/// @param lastAppendMillis append time of the last record, 0 if there is none
record RecoveredLog(LogState state, DiskFile out, long size, long lastAppendMillis) {}
