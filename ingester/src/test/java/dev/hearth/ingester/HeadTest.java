// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.query.Dataset;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class HeadTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final TenantId OTHER = new TenantId("b");

    private final RetryIds seen = new RetryIds(1000);

    @RepeatedTest(20)
    void holdsWhatABatchHolds(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Head head = new Head(7);
        List<String> expected = new ArrayList<>();
        List<String> expectedInFull = new ArrayList<>();
        long position = 7;

        for (int i = 0; i < 60; i++) {
            boolean isOther = random.nextInt(3) == 0;
            ProfileBatch batch = batches.next("svc" + random.nextInt(4), random.nextBoolean());
            head.apply(record(position++, i, isOther ? OTHER : TENANT, batch), seen);
            head.publish(position);
            if (!isOther) {
                expected.addAll(PlainProfiles.queried(batch));
                expectedInFull.addAll(PlainProfiles.full(batch));
            }
        }

        assertThat(PlainProfiles.queried(head.source(TENANT, 0)))
                .containsExactlyInAnyOrderElementsOf(expected);
        SegmentContent content = head.content("p", Owner.LIMITS);
        assertThat(content.start()).isEqualTo(7);
        assertThat(content.end()).isEqualTo(67);
        assertThat(PlainProfiles.full(content.tenants().getFirst()))
                .containsExactlyInAnyOrderElementsOf(expectedInFull);
    }

    @RepeatedTest(5)
    void saysWhichProfilesAreMarked(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Head head = new Head(0);
        Set<ProfileId> marked = new HashSet<>();
        for (int position = 0; position < 20; position++) {
            ProfileBatch batch = batches.next("svc" + random.nextInt(3), false);
            boolean isMarked = random.nextInt(3) == 0;
            head.apply(new BatchRecord(position, 0, TENANT, batch, isMarked), seen);
            if (isMarked && position >= 7) {
                batch.profiles().forEach(profile -> marked.add(profile.id()));
            }
        }
        head.publish(20);

        HeadSource source = java.util.Objects.requireNonNull(head.source(TENANT, 7));
        Set<ProfileId> found = new HashSet<>();
        for (Dataset dataset : source.datasets()) {
            for (int series = 0; series < dataset.seriesCount(); series++) {
                ProfileRows rows = new ProfileRows();
                dataset.marked(series, rows);
                for (int i = 0; i < rows.size(); i++) {
                    found.add(rows.id(i));
                }
            }
        }
        assertThat(found).isEqualTo(marked);
        assertThat(source.markedCount()).isGreaterThanOrEqualTo(marked.size());
        SegmentContent content = head.content("p", Owner.LIMITS);
        Set<ProfileId> written = new HashSet<>();
        for (SegmentContent.Service service : content.tenants().getFirst().datasets()) {
            for (int series = 0; series < service.seriesCount(); series++) {
                for (Profile profile : service.profiles(series)) {
                    if (profile.isMarked()) {
                        written.add(profile.id());
                    }
                }
            }
        }
        assertThat(written).containsAll(marked);
    }

    @RepeatedTest(5)
    void leavesOutWhatStandsBeforeThePositionAskedFor(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Head head = new Head(0);
        List<String> expected = new ArrayList<>();

        for (int position = 0; position < 20; position++) {
            ProfileBatch batch = batches.next("svc" + random.nextInt(3), false);
            head.apply(record(position, 0, TENANT, batch), seen);
            if (position >= 13) {
                expected.addAll(PlainProfiles.queried(batch));
            }
        }
        head.publish(20);

        assertThat(PlainProfiles.queried(head.source(TENANT, 13)))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(head.source(TENANT, 20)).isNull();
    }

    @RepeatedTest(5)
    void aViewStaysAsItWasWhileTheHeadGrows(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Head head = new Head(0);
        ProfileBatch first = batches.next("svc", false);
        head.apply(record(0, 0, TENANT, first), seen);
        head.publish(1);
        HeadSource source = head.source(TENANT, 0);

        for (int position = 1; position < 100; position++) {
            head.apply(record(position, 0, TENANT, batches.next("svc", false)), seen);
            head.publish(position + 1);
        }

        assertThat(PlainProfiles.queried(source))
                .containsExactlyInAnyOrderElementsOf(PlainProfiles.queried(first));
    }

    @Test
    void doesNotShowWhatIsNotPublished() {
        RandomBatches batches = new RandomBatches(RandomGenerator.getDefault());
        Head head = new Head(0);

        head.apply(record(0, 0, TENANT, batches.next("svc", false)), seen);

        assertThat(head.source(TENANT, 0)).isNull();
        assertThat(head.end()).isZero();
    }

    @RepeatedTest(5)
    void givesTheProfilesOfASeriesInOrderOfTimeWithinTheRange(RandomGenerator random)
            throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Head head = new Head(0);
        int expected = 0;
        for (int position = 0; position < 50; position++) {
            ProfileBatch batch = batches.next("svc", false);
            head.apply(record(position, 0, TENANT, batch), seen);
            for (Profile profile : batch.profiles()) {
                expected += profile.timeNanos() >= 300 && profile.timeNanos() <= 700 ? 1 : 0;
            }
        }
        head.publish(50);

        int found = 0;
        HeadSource source = java.util.Objects.requireNonNull(head.source(TENANT, 0));
        Dataset dataset = source.datasets().getFirst();
        for (int series = 0; series < dataset.seriesCount(); series++) {
            ProfileRows rows = new ProfileRows();
            dataset.profiles(series, 300, 700, rows);
            found += rows.size();
            for (int i = 1; i < rows.size(); i++) {
                assertThat(rows.timeNanos(i)).isGreaterThanOrEqualTo(rows.timeNanos(i - 1));
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    @RepeatedTest(20)
    void addsUpOnlyTheSpansAndTracesAskedFor(RandomGenerator random) throws IOException {
        ProfileBatch batch = new RandomBatches(random).next("svc", false);
        Head head = new Head(0);
        head.apply(record(0, 0, TENANT, batch), seen);
        head.publish(1);

        assertThat(sums(head, new SampleFilter.Spans(Set.of(1L, 3L))))
                .isEqualTo(sums(batch, samples -> hasSpan(samples)));
        assertThat(sums(head, new SampleFilter.Traces(Set.of(new ProfileId(1, -2)))))
                .isEqualTo(sums(batch, samples -> hasTrace(samples)));
    }

    @Test
    void dropsARetryWithinTheWindowAndKeepsItAfter() {
        ProfileBatch batch = new RandomBatches(RandomGenerator.getDefault()).next("svc", true);
        int count = batch.profiles().size();
        Head head = new Head(0);

        assertThat(head.apply(record(0, 5000, TENANT, batch), seen)).isZero();
        assertThat(head.apply(record(1, 6000, TENANT, batch), seen)).isEqualTo(count);
        assertThat(head.apply(record(2, 6001, TENANT, batch), seen)).isZero();
        head.publish(3);

        assertThat(head.profileCount()).isEqualTo(2 * count);
        assertThat(head.content("p", Owner.LIMITS).retryIds()).hasSize(2 * count);
    }

    @Test
    void knowsRoughlyWhatItTakes() {
        RandomBatches batches = new RandomBatches(RandomGenerator.getDefault());
        Head head = new Head(0);
        assertThat(head.sizeBytes()).isZero();

        head.apply(record(0, 0, TENANT, batches.next("svc", false)), seen);
        head.publish(1);
        long small = head.sizeBytes();
        for (int position = 1; position < 2000; position++) {
            head.apply(record(position, 0, TENANT, batches.next("svc", false)), seen);
        }
        head.publish(2000);

        assertThat(small).isBetween(1_000L, 100_000L);
        assertThat(head.sizeBytes()).isBetween(small + 300_000, small + 30_000_000);
    }

    @Test
    void countsTheBytesOfObservations() {
        long plain = size(new Samples(new int[1], new long[] {1L << 40}, null, null));
        int count = 100_000;
        long[] nanos = new long[count];
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = 10_000_000L * i;
            values[i] = 1000;
        }
        SampleTimes times = new SampleTimes(new int[] {count}, nanos, values);
        long observed = size(new Samples(new int[1], new long[] {1L << 40}, null, null, times));

        assertThat(observed - plain).isBetween(5L * count, 7L * count);
    }

    private long size(Samples samples) {
        Profile profile =
                new Profile(
                        Labels.of(Labels.SERVICE_NAME, "svc"),
                        new ProfileId(1, 1),
                        false,
                        0,
                        0,
                        0,
                        samples);
        ProfileBatch batch =
                new ProfileBatch(
                        new SymbolsBuilder().snapshot(),
                        new StackTableBuilder().snapshot(),
                        List.of(profile));
        Head head = new Head(0);
        head.apply(record(0, 0, TENANT, batch), seen);
        head.publish(1);
        return head.sizeBytes();
    }

    private static BatchRecord record(
            long position, long millis, TenantId tenant, ProfileBatch batch) {
        return new BatchRecord(position, millis, tenant, batch, false);
    }

    private static Map<String, Long> sums(Head head, SampleFilter filter) throws IOException {
        HeadSource source = java.util.Objects.requireNonNull(head.source(TENANT, 0));
        Dataset dataset = source.datasets().getFirst();
        ProfileRows rows = new ProfileRows();
        for (int series = 0; series < dataset.seriesCount(); series++) {
            dataset.profiles(series, 0, 1000, rows);
        }
        return PlainProfiles.sums(dataset, rows, filter);
    }

    private static Map<String, Long> sums(
            ProfileBatch batch, java.util.function.Function<Samples, LongPredicate> filter) {
        Map<String, Long> sums = new TreeMap<>();
        for (Profile profile : batch.profiles()) {
            PlainProfiles.sums(
                            profile.samples(),
                            filter.apply(profile.samples()),
                            batch.stacks(),
                            batch.symbols())
                    .forEach((stack, value) -> sums.merge(stack, value, Long::sum));
        }
        return sums;
    }

    private static LongPredicate hasSpan(Samples samples) {
        long[] spans = samples.spans();
        return i -> spans != null && (spans[(int) i] == 1 || spans[(int) i] == 3);
    }

    private static LongPredicate hasTrace(Samples samples) {
        long[] traces = samples.traces();
        return i -> traces != null && traces[2 * (int) i] == 1 && traces[2 * (int) i + 1] == -2;
    }
}
