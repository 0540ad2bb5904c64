// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.TenantId;
import dev.hearth.rpc.AppendOutcome;
import dev.hearth.rpc.AppendOutcome.Refusal;
import dev.hearth.rpc.PartitionAppend;
import java.io.IOException;
import java.util.List;

/// Lets others append to the partition of this process, while it takes anything. Safe for many
/// threads.
final class GatedAppend implements PartitionAppend {

    private final Ingester ingester;
    private volatile boolean isOpen;

    GatedAppend(Ingester ingester) {
        this.ingester = ingester;
    }

    /// Takes appends from now on.
    void open() {
        isOpen = true;
    }

    /// Takes none any more; those that run go on.
    void shut() {
        isOpen = false;
    }

    @Override
    public AppendOutcome append(String partition, TenantId tenant, List<byte[]> records) {
        if (!isOpen) {
            return refused(Refusal.NOT_HERE, "ingester takes nothing: it starts or stops");
        }
        if (!partition.equals(ingester.partition())) {
            return refused(
                    Refusal.NOT_HERE,
                    "partition is \"%s\" (expected \"%s\")"
                            .formatted(partition, ingester.partition()));
        }
        try {
            ingester.appendRecords(tenant, records);
            return AppendOutcome.DURABLE;
        } catch (MemoryFullException e) {
            return refused(Refusal.OVERLOADED, message(e));
        } catch (UnreadableRecordException e) {
            return refused(Refusal.UNREADABLE, message(e));
        } catch (IOException e) {
            return new AppendOutcome.Unknown(message(e), false);
        }
    }

    private static AppendOutcome refused(Refusal refusal, String reason) {
        return new AppendOutcome.Refused(refusal, reason);
    }

    private static String message(IOException failure) {
        return String.valueOf(failure.getMessage());
    }
}
