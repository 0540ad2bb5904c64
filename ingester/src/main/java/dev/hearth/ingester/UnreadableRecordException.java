// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRecord;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.TenantId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What another process wants appended is not a record that this version reads.
final class UnreadableRecordException extends IOException {

    private static final long serialVersionUID = 1;

    private UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// What a record holds that is not in the log yet.
    static BatchRecord read(TenantId tenant, byte[] record) throws UnreadableRecordException {
        BatchRecord read;
        try {
            read = RecordCodec.decode(new LogRecord(0, 0, record));
        } catch (IOException e) {
            throw new UnreadableRecordException(String.valueOf(e.getMessage()), e);
        }
        if (!read.tenant().equals(tenant)) {
            throw new UnreadableRecordException(
                    "record is of tenant \"%s\" (expected \"%s\")".formatted(read.tenant(), tenant),
                    null);
        }
        return read;
    }
}
