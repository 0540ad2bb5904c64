// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

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
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes small batches. Each profile has a function of its own, so that every answer tells which
/// profiles are in it, and one that all have.
final class PushMaker {

    static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));
    static final String SHARED_PATH = "main;idle";

    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private final RandomGenerator random;
    private int nextNumber;

    PushMaker(RandomGenerator random) {
        this.random = random;
    }

    /// One of the tenants.
    TenantId aTenant() {
        return TENANTS.get(random.nextInt(TENANTS.size()));
    }

    /// A batch of one service with one to three profiles.
    Pushed next(TenantId tenant, int partition, long moment, Instant now, long appendMillis) {
        String service = "s" + random.nextInt(3);
        SymbolsBuilder symbols = new SymbolsBuilder();
        StackTableBuilder stacks = new StackTableBuilder();
        int main = stacks.push(StackTable.ROOT, location(symbols, "main"));
        int idle = stacks.push(main, location(symbols, "idle"));
        int caller = random.nextInt(3);
        int called = stacks.push(main, location(symbols, "f" + caller));
        boolean isRetryable = random.nextInt(3) > 0;
        List<Profile> profiles = new ArrayList<>();
        List<Pushed.Item> items = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int number = nextNumber++;
            int own = stacks.push(called, location(symbols, "p" + number));
            Labels labels = labels(service);
            long age = random.nextInt(4) > 0 ? 0 : random.nextLong(5 * HOUR_NANOS);
            long time = nanos(now) - age;
            long value = 1L + random.nextInt(1000);
            long shared = 1L + random.nextInt(1000);
            Samples samples =
                    new Samples(new int[] {idle, own}, new long[] {shared, value}, null, null);
            ProfileId id = new ProfileId(random.nextLong(), number);
            profiles.add(new Profile(labels, id, isRetryable, time, 0, 0, samples));
            String path = "main;f%d;p%d".formatted(caller, number);
            items.add(new Pushed.Item(number, labels, time, path, value, shared));
        }
        ProfileBatch batch = new ProfileBatch(symbols.snapshot(), stacks.snapshot(), profiles);
        return new Pushed(tenant, partition, batch, items, moment, appendMillis);
    }

    private Labels labels(String service) {
        boolean isCpu = random.nextBoolean();
        return Labels.of(
                Labels.NAME,
                isCpu ? "process_cpu" : "memory",
                Labels.PROFILE_TYPE,
                isCpu
                        ? "process_cpu:cpu:nanoseconds:cpu:nanoseconds"
                        : "memory:alloc_space:bytes:space:bytes",
                "pod",
                "pod-" + random.nextInt(3),
                Labels.SERVICE_NAME,
                service);
    }

    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    private static int location(SymbolsBuilder symbols, String function) {
        int name = symbols.string(function);
        int made = symbols.function(name, name, symbols.string("file"), 0);
        return symbols.location(
                Symbols.NO_MAPPING, 0, false, new int[] {made}, new long[] {1}, 0, 1);
    }
}
