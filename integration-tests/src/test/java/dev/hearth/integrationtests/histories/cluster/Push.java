// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// A profile that a client pushes, with a function of its own, so that every answer tells whether
/// it is in it and how often.
final class Push {

    static final long NEVER = Long.MAX_VALUE;
    static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));

    final int number;
    final TenantId tenant;
    final ProfileBatch batch;
    final long value;
    final boolean isRetryable;

    /// When it was sent first, by a clock that only goes on.
    final long begunNanos;

    /// From when on every answer has to have it; a number that the ledger counts up.
    long certain = NEVER;

    private Push(
            int number,
            TenantId tenant,
            ProfileBatch batch,
            long value,
            boolean isRetryable,
            long begunNanos) {
        this.number = number;
        this.tenant = tenant;
        this.batch = batch;
        this.value = value;
        this.isRetryable = isRetryable;
        this.begunNanos = begunNanos;
    }

    static Push random(int number, RandomGenerator random, Instant now, long nanos) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        StackTableBuilder stacks = new StackTableBuilder();
        int main = stacks.push(StackTable.ROOT, location(symbols, "main"));
        int own = stacks.push(main, location(symbols, "p" + number));
        long value = 1L + random.nextInt(1000);
        Labels labels =
                Labels.of(
                        Labels.NAME,
                        "process_cpu",
                        Labels.PROFILE_TYPE,
                        "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                        Labels.SERVICE_NAME,
                        "s" + random.nextInt(4));
        boolean isRetryable = random.nextInt(4) > 0;
        Profile profile =
                new Profile(
                        labels,
                        new ProfileId(random.nextLong(), number),
                        isRetryable,
                        now.toEpochMilli() * 1_000_000,
                        0,
                        0,
                        new Samples(new int[] {own}, new long[] {value}, null, null));
        return new Push(
                number,
                TENANTS.get(random.nextInt(TENANTS.size())),
                new ProfileBatch(symbols.snapshot(), stacks.snapshot(), List.of(profile)),
                value,
                isRetryable,
                nanos);
    }

    private static int location(SymbolsBuilder symbols, String function) {
        int name = symbols.string(function);
        int made = symbols.function(name, name, symbols.string("file"), 0);
        return symbols.location(
                Symbols.NO_MAPPING, 0, false, new int[] {made}, new long[] {1}, 0, 1);
    }
}
