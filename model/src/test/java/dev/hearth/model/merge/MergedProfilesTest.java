// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class MergedProfilesTest {

    private static final Labels LABELS = Labels.of("pod", "a");

    private long nextId = 1;

    @Test
    void profilesOfOneWindowBecomeOneWithTheTimeOfTheFirst() {
        List<Profile> merged =
                merge(
                        List.of(
                                profile(1000, 5, 7, one(1, 10)),
                                profile(1400, 5, 7, one(1, 20)),
                                profile(1999, 50, 7, one(2, 30)),
                                profile(2000, 5, 7, one(1, 40))),
                        1000,
                        0);

        assertThat(merged).hasSize(2);
        Profile first = merged.getFirst();
        assertThat(first.labels()).isEqualTo(LABELS);
        assertThat(first.timeNanos()).isEqualTo(1000);
        assertThat(first.durationNanos()).isEqualTo(1049);
        assertThat(first.period()).isEqualTo(7);
        assertThat(first.samples().stacks()).containsExactly(1, 2);
        assertThat(first.samples().values()).containsExactly(30, 30);
        assertThat(merged.getLast().timeNanos()).isEqualTo(2000);
    }

    @Test
    void aSumHasAnIdOfItsOwnThatFollowsFromItsPartsInOrder() {
        List<Profile> profiles = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            profiles.add(profile(i, 0, 0, one(1, 1)));
        }

        ProfileId all = merge(profiles, 1000, 0).getFirst().id();

        assertThat(profiles).extracting(Profile::id).doesNotContain(all);
        assertThat(merge(profiles, 1000, 0).getFirst().id()).isEqualTo(all);
        assertThat(merge(profiles.subList(0, 3), 1000, 0).getFirst().id()).isNotEqualTo(all);
        assertThat(merge(profiles.reversed(), 1000, 0).getFirst().id()).isNotEqualTo(all);
        assertThat(merge(profiles, 1000, 0).getFirst().isRetryable()).isFalse();
        assertThat(merge(profiles.subList(0, 1), 1000, 0).getFirst().id())
                .isEqualTo(profiles.getFirst().id());
    }

    @Test
    void neighboursThatLieThePeriodApartStayApart() {
        List<Profile> profiles =
                List.of(
                        profile(0, 0, 0, one(1, 1)),
                        profile(99, 0, 0, one(1, 2)),
                        profile(199, 0, 0, one(1, 4)),
                        profile(250, 0, 0, one(1, 8)));

        assertThat(totals(merge(profiles, 1000, 100))).containsExactly(3L, 12L);
    }

    @Test
    void aMarkedProfileStaysAlone() {
        List<Profile> profiles =
                List.of(
                        profile(0, 0, 0, one(1, 1)),
                        profile(1, 0, 0, one(1, 2)),
                        marked(profile(2, 0, 0, one(1, 4))),
                        marked(profile(3, 0, 0, one(1, 8))),
                        profile(4, 0, 0, one(1, 16)),
                        profile(5, 0, 0, one(1, 32)));

        List<Profile> merged = merge(profiles, 1000, 0);

        assertThat(totals(merged)).containsExactly(3L, 4L, 8L, 48L);
        assertThat(merged).extracting(Profile::isMarked).containsExactly(false, true, true, false);
    }

    private static Profile marked(Profile profile) {
        return new Profile(
                profile.labels(),
                profile.id(),
                profile.isRetryable(),
                profile.timeNanos(),
                profile.durationNanos(),
                profile.period(),
                profile.samples(),
                true);
    }

    @Test
    void aPeriodThatDiffersIsUnknown() {
        List<Profile> profiles =
                List.of(
                        profile(0, 0, 5, one(1, 1)),
                        profile(1, 0, 6, one(1, 2)),
                        profile(2, 0, 0, one(1, 4)));

        assertThat(merge(profiles, 1000, 0).getFirst().period()).isZero();
    }

    @Test
    void theLongestProfileMayEndLast() {
        List<Profile> profiles =
                List.of(profile(10, 500, 0, one(1, 1)), profile(20, 3, 0, one(1, 2)));

        assertThat(merge(profiles, 1000, 0).getFirst().durationNanos()).isEqualTo(500);
    }

    @Test
    void aDurationThatWouldNotFitIsTheLargestNumber() {
        List<Profile> profiles =
                List.of(profile(10, 0, 0, one(1, 1)), profile(20, Long.MAX_VALUE, 0, one(1, 2)));

        assertThat(merge(profiles, 1000, 0).getFirst().durationNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void profilesWhoseSumWouldNotFitStayApart() {
        List<Profile> profiles =
                List.of(
                        profile(0, 0, 0, one(1, Long.MAX_VALUE - 1)),
                        profile(1, 0, 0, one(2, 1)),
                        profile(2, 0, 0, one(3, 1)),
                        profile(3, 0, 0, one(3, 5)));

        assertThat(totals(merge(profiles, 1000, 0))).containsExactly(Long.MAX_VALUE, 6L);
    }

    @Test
    void aProfileWhoseOwnSumDoesNotFitStaysAlone() {
        Samples large =
                new Samples(
                        new int[] {0, 1}, new long[] {Long.MAX_VALUE, Long.MAX_VALUE}, null, null);
        List<Profile> profiles =
                List.of(
                        profile(0, 0, 0, one(1, 1)),
                        profile(1, 0, 0, large),
                        profile(2, 0, 0, one(1, 1)),
                        profile(3, 0, 0, one(1, 1)));

        assertThat(totals(merge(profiles, 1000, 0))).containsExactly(1L, -2L, 2L);
    }

    @Test
    void moreRowsThanFitInMemoryStayApart() {
        List<Profile> profiles = new ArrayList<>();
        int each = SampleSum.MOST_ROWS / 4;
        for (int i = 0; i < 9; i++) {
            profiles.add(profile(i, 0, 0, different(i * each, each)));
        }

        assertThat(totals(merge(profiles, 1000, 0)))
                .containsExactly(4L * each, 4L * each, (long) each);
    }

    @Test
    void profilesWithTheSameStacksMayBeAnyNumber() {
        int each = SampleSum.MOST_ROWS / 4;
        Profile profile = profile(0, 0, 0, different(0, each));
        Iterator<Profile> many = java.util.Collections.nCopies(40, profile).iterator();

        assertThat(totals(rest(new MergedProfiles(many, 1000, 0)))).containsExactly(40L * each);
    }

    @Test
    void windowsBeforeTheEpochDoNotReachBeyondIt() {
        List<Profile> profiles =
                List.of(
                        profile(Long.MIN_VALUE, 0, 0, one(1, 1)),
                        profile(-1000, 0, 0, one(1, 2)),
                        profile(-1, 0, 0, one(1, 4)),
                        profile(0, 0, 0, one(1, 8)),
                        profile(Long.MAX_VALUE, 0, 0, one(1, 16)));

        assertThat(totals(merge(profiles, 1000, 1000))).containsExactly(1L, 6L, 8L, 16L);
    }

    @Test
    void aLoneProfileIsGivenAsItIs() {
        Profile profile = profile(5, 6, 7, one(1, 1));
        MergedProfiles merged = new MergedProfiles(List.of(profile).iterator(), 1000, 0);

        assertThat(merged.next()).isSameAs(profile);
        assertThat(merged.hasNext()).isFalse();
        assertThatThrownBy(merged::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void refusesAWindowOfNothing() {
        assertThatThrownBy(() -> new MergedProfiles(List.<Profile>of().iterator(), 0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window is 0 ns (expected at least 1)");
    }

    @RepeatedTest(200)
    void agreesWithAPlainModel(RandomGenerator random) {
        List<Profile> profiles = new ArrayList<>();
        long time = random.nextInt(-100, 100);
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            profiles.add(profile(time, random.nextInt(30), random.nextInt(2), samples(random)));
            time += random.nextInt(20);
        }
        long window = random.nextLong(1, 101);
        long period = random.nextBoolean() ? 0 : random.nextLong(1, 20);

        List<String> expected = new ArrayList<>();
        for (int from = 0; from < count; ) {
            int to = from + 1;
            while (to < count && isOne(profiles.get(to - 1), profiles.get(to), window, period)) {
                to++;
            }
            expected.add(plain(profiles.subList(from, to)));
            from = to;
        }

        List<String> found = new ArrayList<>();
        for (Profile profile : merge(profiles, window, period)) {
            found.add(plain(List.of(profile)));
        }
        assertThat(found).isEqualTo(expected);
    }

    private static boolean isOne(Profile a, Profile b, long window, long period) {
        long start = Math.floorDiv(a.timeNanos(), window) * window;
        boolean isInWindow = b.timeNanos() < start + window;
        return isInWindow && (period == 0 || b.timeNanos() - a.timeNanos() < period);
    }

    /// What one profile of all of these must be.
    private static String plain(List<Profile> profiles) {
        Profile first = profiles.getFirst();
        long end = Long.MIN_VALUE;
        long period = first.period();
        Map<String, Long> values = new TreeMap<>();
        Map<String, List<String>> moments = new TreeMap<>();
        for (Profile profile : profiles) {
            end = Math.max(end, profile.timeNanos() + profile.durationNanos());
            period = period == profile.period() ? period : 0;
            Samples samples = profile.samples();
            long[] spans = samples.spans();
            long[] traces = samples.traces();
            SampleTimes times = samples.times();
            for (int i = 0; i < samples.size(); i++) {
                String key =
                        "%d span %d trace %d/%d"
                                .formatted(
                                        samples.stacks()[i],
                                        spans == null ? 0 : spans[i],
                                        traces == null ? 0 : traces[2 * i],
                                        traces == null ? 0 : traces[2 * i + 1]);
                values.merge(key, samples.values()[i], Long::sum);
                for (int k = times == null ? 0 : times.start(i);
                        times != null && k < times.end(i);
                        k++) {
                    moments.computeIfAbsent(key, _ -> new ArrayList<>())
                            .add("%d@%03d".formatted(times.values()[k], times.nanos()[k]));
                }
            }
        }
        moments.values().forEach(list -> list.sort(null));
        return "%s %d %d %d %s %s"
                .formatted(
                        first.labels(),
                        first.timeNanos(),
                        end - first.timeNanos(),
                        period,
                        values,
                        moments);
    }

    private static Samples samples(RandomGenerator random) {
        boolean hasSpans = random.nextBoolean();
        boolean hasTraces = random.nextBoolean();
        boolean hasTimes = random.nextBoolean();
        TreeMap<List<Long>, Long> rows = new TreeMap<>(MergedProfilesTest::compare);
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            List<Long> key =
                    List.of(
                            (long) random.nextInt(4),
                            hasSpans ? random.nextLong(-1, 2) : 0L,
                            hasTraces ? random.nextLong(-1, 2) : 0L,
                            hasTraces ? random.nextLong(2) : 0L);
            rows.put(key, 2 + random.nextLong(1L << 40));
        }
        int size = rows.size();
        int[] ends = new int[size];
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int moments = random.nextInt(3);
            long[] own = random.longs(moments, 0, 1000).sorted().toArray();
            Arrays.stream(own).forEach(nanos::add);
            ends[i] = nanos.size();
        }
        long[] ones = new long[nanos.size()];
        Arrays.fill(ones, 1);
        long[] moments = nanos.stream().mapToLong(n -> n).toArray();
        List<List<Long>> keys = new ArrayList<>(rows.keySet());
        long[] traces = new long[2 * size];
        for (int i = 0; i < size; i++) {
            traces[2 * i] = keys.get(i).get(2);
            traces[2 * i + 1] = keys.get(i).get(3);
        }
        return new Samples(
                keys.stream().mapToInt(key -> Math.toIntExact(key.getFirst())).toArray(),
                rows.values().stream().mapToLong(value -> value).toArray(),
                hasSpans ? keys.stream().mapToLong(key -> key.get(1)).toArray() : null,
                hasTraces ? traces : null,
                hasTimes ? new SampleTimes(ends, moments, ones) : null);
    }

    private static int compare(List<Long> a, List<Long> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = Long.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private Profile profile(long time, long duration, long period, Samples samples) {
        ProfileId id = new ProfileId(0, nextId++);
        return new Profile(LABELS, id, true, time, duration, period, samples);
    }

    private static Samples one(int stack, long value) {
        return new Samples(new int[] {stack}, new long[] {value}, null, null);
    }

    /// Samples of value 1 whose stacks are numbered from some number on.
    private static Samples different(int firstStack, int count) {
        int[] stacks = new int[count];
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            stacks[i] = firstStack + i;
            values[i] = 1;
        }
        return new Samples(stacks, values, null, null);
    }

    private static List<Profile> merge(List<Profile> profiles, long window, long period) {
        return rest(new MergedProfiles(profiles.iterator(), window, period));
    }

    private static List<Profile> rest(Iterator<Profile> profiles) {
        List<Profile> all = new ArrayList<>();
        profiles.forEachRemaining(all::add);
        return all;
    }

    private static List<Long> totals(List<Profile> profiles) {
        return profiles.stream().map(profile -> profile.samples().total()).toList();
    }
}
