// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockCache;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Limits;
import dev.hearth.config.PushLimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.Dataset;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Profiles that become one when they are cut: nothing of them is lost or counted twice, whatever
/// else happens meanwhile. Times of the batches lie within a microsecond.
@ExtendWith(Seeded.class)
final class AggregationTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final TenantId OTHER = new TenantId("b");
    private static final Duration WINDOW = Duration.ofNanos(250);

    private final FakeClock clock = new FakeClock();
    private final FakeLog log = new FakeLog(clock);
    private final FaultyStore store = new FaultyStore(new MemoryObjectStore());

    private TenantLimits limits = TenantLimits.defaults();

    @BeforeEach
    void switchOn() throws ConfigException {
        limits = window(WINDOW, Duration.ZERO);
    }

    @RepeatedTest(10)
    void theSumsOfEachWindowAreTheSameAfterTheCut(RandomGenerator random) throws IOException {
        Owner owner = start();
        push(owner, TENANT, new RandomBatches(random), 40);
        Map<String, Long> inMemory = sums(owner, TENANT);
        int before = profiles(owner, TENANT);

        owner.cutter.flush();

        assertThat(stored()).hasSize(1);
        assertThat(sums(owner, TENANT)).isEqualTo(inMemory);
        // Three series and four windows; some sums do not fit.
        assertThat(profiles(owner, TENANT)).isLessThan(before).isGreaterThanOrEqualTo(12);
    }

    @RepeatedTest(5)
    void noSumHasTheIdOfWhatACopyMayBeOf(RandomGenerator random) throws IOException {
        Owner owner = start();
        List<ProfileBatch> pushed = push(owner, TENANT, new RandomBatches(random), 40);
        Map<ProfileId, Long> totals = new HashMap<>();
        for (ProfileBatch batch : pushed) {
            batch.profiles().forEach(each -> totals.put(each.id(), each.samples().total()));
        }

        owner.cutter.flush();

        Map<ProfileId, Long> after = totals(owner);
        assertThat(after.keySet()).anyMatch(id -> !totals.containsKey(id));
        after.forEach((id, total) -> assertThat(totals.getOrDefault(id, total)).isEqualTo(total));
    }

    @Test
    void withoutAWindowEveryProfileIsStored(RandomGenerator random) throws IOException {
        limits = TenantLimits.defaults();
        Owner owner = start();
        push(owner, TENANT, new RandomBatches(random), 40);
        int before = profiles(owner, TENANT);

        owner.cutter.flush();

        assertThat(profiles(owner, TENANT)).isEqualTo(before);
    }

    @Test
    void profilesThatComeRarelyStayAsTheyAre(RandomGenerator random)
            throws IOException, ConfigException {
        limits = window(WINDOW, Duration.ofNanos(1));
        Owner owner = start();
        push(owner, TENANT, new RandomBatches(random), 5);
        int times = times(owner);

        owner.cutter.flush();

        assertThat(profiles(owner, TENANT)).isGreaterThanOrEqualTo(times);
    }

    @Test
    void eachTenantHasItsOwnWindow(RandomGenerator random) throws IOException {
        Owner owner =
                new Owner(
                        Owner.CONFIG,
                        tenant -> tenant.equals(TENANT) ? limits : TenantLimits.defaults(),
                        log,
                        chain(store),
                        clock);
        owner.cutter.recover();
        push(owner, TENANT, new RandomBatches(random), 20);
        push(owner, OTHER, new RandomBatches(random), 20);
        int before = profiles(owner, TENANT);
        int others = profiles(owner, OTHER);

        owner.cutter.flush();

        assertThat(profiles(owner, TENANT)).isLessThan(before);
        assertThat(profiles(owner, OTHER)).isEqualTo(others);
    }

    @RepeatedTest(5)
    void aRetryOfAnyOfThemIsDroppedAlsoAfterARestart(RandomGenerator random) throws IOException {
        Owner owner = start();
        List<ProfileBatch> pushed = push(owner, TENANT, new RandomBatches(random), 20);
        owner.cutter.flush();
        Map<String, Long> expected = sums(owner, TENANT);
        int count = profiles(owner, TENANT);

        owner.ingester.append(TENANT, pushed.subList(0, 10));
        Owner restarted = start();
        restarted.ingester.append(TENANT, pushed);
        restarted.cutter.flush();

        assertThat(stored()).hasSize(2);
        assertThat(sums(restarted, TENANT)).isEqualTo(expected);
        assertThat(profiles(restarted, TENANT)).isEqualTo(count);
    }

    @RepeatedTest(5)
    void aReplayOfTheLogGivesTheSameBytes(RandomGenerator random) throws IOException {
        MemoryObjectStore another = new MemoryObjectStore();
        Owner owner = start();
        push(owner, TENANT, new RandomBatches(random), 30);
        push(owner, OTHER, new RandomBatches(random), 5);
        Owner replaying = new Owner(Owner.CONFIG, limits(), log, chain(another), clock);

        owner.cutter.flush();
        replaying.cutter.recover();
        replaying.cutter.flush();

        String key = stored().getFirst().key();
        assertThat(another.get(key)).isEqualTo(store.get(key));
    }

    @RepeatedTest(5)
    void aLostAnswerAndOtherLimitsLoseAndDoubleNothing(RandomGenerator random) throws IOException {
        Owner owner = start();
        push(owner, TENANT, new RandomBatches(random), 20);
        Map<String, Long> expected = sums(owner, TENANT);
        store.loseNextAnswer();
        assertThatThrownBy(owner.cutter::flush).hasMessage("answer was lost");
        limits = TenantLimits.defaults();

        assertThat(owner.cutter.flush()).hasSize(1);

        assertThat(stored()).hasSize(1);
        assertThat(sums(owner, TENANT)).isEqualTo(expected);
        assertThat(sums(start(), TENANT)).isEqualTo(expected);
    }

    @RepeatedTest(5)
    void aPutThatArrivesAfterTheLimitsHaveChangedCountsForBoth(RandomGenerator random)
            throws IOException {
        Owner owner = start();
        push(owner, TENANT, new RandomBatches(random), 20);
        Owner restarted = start();
        Map<String, Long> expected = sums(owner, TENANT);
        owner.cutter.flush();
        byte[] merged = store.get(stored().getFirst().key());
        limits = TenantLimits.defaults();

        assertThat(restarted.cutter.flush()).hasSize(1);

        assertThat(store.get(stored().getFirst().key())).isEqualTo(merged);
        assertThat(sums(restarted, TENANT)).isEqualTo(expected);
        assertThat(sums(owner, TENANT)).isEqualTo(expected);
    }

    @RepeatedTest(6)
    void nothingIsLostOrDoubledWhateverHappens(RandomGenerator random)
            throws IOException, ConfigException {
        RandomBatches batches = new RandomBatches(random);
        List<TenantLimits> choices =
                List.of(limits, TenantLimits.defaults(), window(WINDOW, Duration.ofNanos(20)));
        Owner owner = start();
        Owner stale = start();
        List<ProfileBatch> pushed = new ArrayList<>(push(owner, TENANT, batches, 3));
        Map<String, Long> expected = new TreeMap<>(sums(owner, TENANT));
        for (int i = 0; i < 40; i++) {
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    Owner alone =
                            new Owner(Owner.CONFIG, limits(), new FakeLog(clock), none(), clock);
                    alone.cutter.recover();
                    List<ProfileBatch> more = push(alone, TENANT, batches, 2);
                    headSums(alone, TENANT)
                            .forEach((key, sum) -> expected.merge(key, sum, Long::sum));
                    owner.ingester.append(TENANT, more);
                    pushed.addAll(more);
                }
                case 2 ->
                        owner.ingester.append(
                                TENANT, pushed.subList(pushed.size() / 2, pushed.size()));
                case 3 -> limits = choices.get(random.nextInt(3));
                case 4 -> flush(owner, random.nextInt(3) == 0);
                case 5 -> flush(stale, random.nextInt(3) == 0);
                default -> owner = start();
            }
            assertThat(sums(owner, TENANT)).isEqualTo(expected);
        }
    }

    /// Those of the test as they are when a segment is made.
    private Limits limits() {
        return _ -> limits;
    }

    private Owner start() throws IOException {
        Owner owner = new Owner(Owner.CONFIG, limits(), log, chain(store), clock);
        owner.cutter.recover();
        return owner;
    }

    private static StoredChain chain(ObjectStore store) {
        SegmentReader reader = reader(store);
        return new StoredChain(
                new SegmentChain("p", store, reader),
                reader,
                Owner.CONFIG.retryWindow().toMillis());
    }

    private static SegmentReader reader(ObjectStore store) {
        return new SegmentReader(store, new BlockCache(1 << 20));
    }

    private static StoredChain none() {
        return chain(new MemoryObjectStore());
    }

    /// Cuts what there is; the store may lose the answer, and the log may have gone on without this
    /// owner.
    private void flush(Owner owner, boolean losesAnswer) {
        if (losesAnswer) {
            store.loseNextAnswer();
        }
        try {
            owner.cutter.flush();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*(lost|trimmed).*");
            owner.cutter.step();
        }
    }

    private static List<ProfileBatch> push(
            Owner owner, TenantId tenant, RandomBatches batches, int count) throws IOException {
        List<ProfileBatch> pushed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pushed.add(batches.next("svc", true));
            owner.ingester.append(tenant, List.of(pushed.getLast()));
        }
        return pushed;
    }

    private List<ChainView.Segment> stored() throws IOException {
        return new SegmentChain("p", store, reader(store)).resynchronize().segments();
    }

    /// What a query would ask: segments, and the owner from their end on.
    private List<ProfileSource> sources(Owner owner, TenantId tenant) throws IOException {
        SegmentReader reader = reader(store);
        ChainView chain = new SegmentChain("p", store, reader).resynchronize();
        List<ProfileSource> sources = new ArrayList<>();
        for (ChainView.Segment segment : chain.segments()) {
            ProfileSource source = reader.source(segment.key(), tenant);
            if (source != null) {
                sources.add(source);
            }
        }
        sources.addAll(owner.ingester.read(tenant, chain.end()));
        return sources;
    }

    private Map<ProfileId, Long> totals(Owner owner) throws IOException {
        Map<ProfileId, Long> totals = new HashMap<>();
        for (ProfileSource source : sources(owner, TENANT)) {
            for (Dataset dataset : source.datasets()) {
                for (int series = 0; series < dataset.seriesCount(); series++) {
                    ProfileRows rows = new ProfileRows();
                    dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                    for (int i = 0; i < rows.size(); i++) {
                        totals.put(rows.id(i), rows.total(i));
                    }
                }
            }
        }
        return totals;
    }

    private int profiles(Owner owner, TenantId tenant) throws IOException {
        int count = 0;
        for (ProfileSource source : sources(owner, tenant)) {
            count += PlainProfiles.ids(source).size();
        }
        return count;
    }

    private Map<String, Long> sums(Owner owner, TenantId tenant) throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        for (ProfileSource source : sources(owner, tenant)) {
            addSums(source, sums);
        }
        return sums;
    }

    private static Map<String, Long> headSums(Owner owner, TenantId tenant) throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        for (ProfileSource source : owner.ingester.read(tenant, 0)) {
            addSums(source, sums);
        }
        return sums;
    }

    /// Sums of totals, stacks and observations by series and window.
    private static void addSums(ProfileSource source, Map<String, Long> sums) throws IOException {
        long window = WINDOW.toNanos();
        for (Dataset dataset : source.datasets()) {
            for (int series = 0; series < dataset.seriesCount(); series++) {
                for (long start = 0; start < 1000; start += window) {
                    ProfileRows rows = new ProfileRows();
                    dataset.profiles(series, start, start + window - 1, rows);
                    String key = dataset.labels(series) + " " + start + " ";
                    for (int i = 0; i < rows.size(); i++) {
                        sums.merge(key, rows.total(i), Long::sum);
                    }
                    PlainProfiles.sums(dataset, rows, new SampleFilter.All())
                            .forEach((stack, sum) -> sums.merge(key + stack, sum, Long::sum));
                    for (String observation : PlainProfiles.observations(dataset, rows)) {
                        sums.merge(key + observation, 1L, Long::sum);
                    }
                }
            }
        }
    }

    /// Different times of each series.
    private int times(Owner owner) throws IOException {
        Set<String> times = new HashSet<>();
        for (ProfileSource source : sources(owner, TENANT)) {
            for (Dataset dataset : source.datasets()) {
                for (int series = 0; series < dataset.seriesCount(); series++) {
                    ProfileRows rows = new ProfileRows();
                    dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                    for (int i = 0; i < rows.size(); i++) {
                        times.add(dataset.labels(series) + " " + rows.timeNanos(i));
                    }
                }
            }
        }
        return times.size();
    }

    private static TenantLimits window(Duration window, Duration period) throws ConfigException {
        return TenantLimits.fromSettings(
                Settings.defaults()
                        .with(PushLimitFlags.AGGREGATION_WINDOW, window)
                        .with(PushLimitFlags.AGGREGATION_PERIOD, period));
    }
}
