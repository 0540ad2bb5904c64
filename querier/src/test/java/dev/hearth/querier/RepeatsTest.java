// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.CallTreeBytes;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionPattern;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.MemorySource;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Question;
import dev.hearth.query.Repeats;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery;
import dev.hearth.query.StackTotals;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Profiles of which several partitions have a copy, over real sockets: each counts once.
@ExtendWith(Seeded.class)
final class RepeatsTest {

    private static final TenantId TENANT = new TenantId("t");
    private static final Tenants TENANTS = Tenants.of(TENANT);
    private static final long SECOND = 1_000_000_000;
    private static final Selection ALL =
            Selection.of(new SeriesMatcher(Selector.ALL), 0, Long.MAX_VALUE / 2);
    private static final List<String> PLACES =
            List.of("block", "segment p", "segment q", "head p", "head q", "here");

    private final Cluster cluster;

    RepeatsTest() throws IOException {
        cluster = new Cluster();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    /// A profile as it was pushed. Its value tells it from others.
    private record Pushed(ProfileId id, Labels labels, long time, String sample) {

        static Pushed of(int number, int service, long time) {
            Labels labels =
                    Labels.of(
                            Labels.SERVICE_NAME,
                            "s" + service,
                            Labels.PROFILE_TYPE,
                            "cpu",
                            "pod",
                            "p" + number % 3);
            return new Pushed(
                    new ProfileId(number * 31L, number),
                    labels,
                    time,
                    "a;b" + number % 3 + ";c" + number % 4 + " " + (1L << number));
        }

        void addTo(MemorySource source, boolean isMarked) {
            source.add(labels, time, id, isMarked, sample);
        }
    }

    /// Where copies lie. Blocks have no copies of each other.
    private final class Places {

        private final Map<String, MemorySource> sources = new TreeMap<>();
        private final MemorySource once = new MemorySource();

        void put(String place, Pushed pushed, boolean isMarked) {
            pushed.addTo(sources.computeIfAbsent(place, _ -> new MemorySource()), isMarked);
        }

        void build() throws IOException {
            sources.forEach((place, source) -> {
                String partition = place.substring(place.length() - 1);
                if (place.startsWith("block")) {
                    cluster.addBlock(TENANT, source);
                } else if (place.startsWith("segment")) {
                    cluster.addSegment(partition, TENANT, source);
                } else {
                    cluster.setHead(place.equals("here") ? "here" : partition, TENANT, source);
                }
            });
        }
    }

    private void start() throws IOException {
        cluster.startQuerier();
        cluster.startQuerier();
        cluster.startOwner("p");
        cluster.startOwner("q");
        cluster.ownHere("here");
    }

    @ParameterizedTest
    @CsvSource({
        "head p, head q",
        "head p, here",
        "here, head p",
        "head p, segment q",
        "segment p, head q",
        "segment p, here",
        "segment p, segment q",
        "block, segment p",
        "segment p, block",
        "block, head p",
        "head p, block",
        "block, here",
        "here, block",
        "head p, segment p",
        "here, here",
        "head p, head p",
        "segment p, segment p"
    })
    void aCopyCountsOnceInEveryKindOfQuestion(String unmarked, String marked) throws IOException {
        Places places = new Places();
        Pushed twice = Pushed.of(1, 0, 100 * SECOND);
        places.put(unmarked, twice, false);
        places.put(marked, twice, true);
        Pushed other = Pushed.of(2, 0, 100 * SECOND);
        places.put("head p", other, false);
        twice.addTo(places.once, false);
        other.addTo(places.once, false);
        places.build();
        start();

        checkAll(places.once);
    }

    @Test
    void differentProfilesWithEqualLabelsAndTimeAreBothKept() throws IOException {
        Places places = new Places();
        Pushed one = Pushed.of(1, 0, 100 * SECOND);
        Pushed other = new Pushed(new ProfileId(9, 9), one.labels(), one.time(), one.sample());
        places.put("head p", one, false);
        places.put("head q", one, true);
        places.put("segment p", other, true);
        places.put("head q", other, true);
        one.addTo(places.once, false);
        other.addTo(places.once, false);
        places.build();
        start();

        checkAll(places.once);
    }

    @Test
    void aCopyThatBearsAnotherTimeCountsOnce() throws IOException {
        Places places = new Places();
        Pushed one = Pushed.of(1, 0, 5_000 * SECOND);
        long later = one.time() + Repeats.SLACK_NANOS;
        Pushed late = new Pushed(one.id(), one.labels(), later, one.sample());
        places.put("head p", one, false);
        places.put("head q", late, true);
        places.build();
        start();

        assertThat(total(ALL)).isEqualTo(2);
        SeriesMatcher all = new SeriesMatcher(Selector.ALL);
        long before = total(Selection.of(all, 0, later - 1));
        long after = total(Selection.of(all, later, later));
        assertThat(before + after).isEqualTo(2);
    }

    @Test
    void withoutMarkedProfilesNobodyIsAskedTwice() throws IOException {
        Places places = new Places();
        for (int i = 0; i < PLACES.size(); i++) {
            Pushed each = Pushed.of(i, 0, 100 * SECOND);
            places.put(PLACES.get(i), each, false);
            each.addTo(places.once, false);
        }
        places.build();
        start();

        checkAll(places.once);

        assertThat(cluster.count("hearth.querier.repeats.resolved")).isZero();
    }

    @Test
    void marksOfLongAgoAreNotLookedAt() throws IOException {
        Places places = new Places();
        Pushed old = Pushed.of(1, 0, 100 * SECOND);
        Pushed fresh = Pushed.of(2, 0, 10_000 * SECOND);
        places.put("block", old, true);
        places.put("head p", fresh, false);
        places.put("here", Pushed.of(3, 0, 10_000 * SECOND), false);
        places.build();
        start();

        assertThat(total(ALL)).isEqualTo(2 + 4 + 8);
        assertThat(cluster.count("hearth.querier.repeats.resolved")).isZero();
    }

    @RepeatedTest(30)
    void copiesAnywhereCountOnce(RandomGenerator random) throws IOException {
        Places places = new Places();
        for (int number = 0; number < 40; number++) {
            Pushed pushed =
                    Pushed.of(number, random.nextInt(3), random.nextLong(100, 150) * SECOND);
            spread(pushed, random, places);
            pushed.addTo(places.once, false);
        }
        places.build();
        start();

        checkAll(places.once);
    }

    private static void spread(Pushed pushed, RandomGenerator random, Places places) {
        List<String> left = new ArrayList<>(PLACES);
        left.set(0, "block " + random.nextInt(2));
        int copies = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(4);
        boolean isAnyUnmarked = copies == 1 && random.nextBoolean();
        for (int i = 0; i < copies; i++) {
            String place = left.get(random.nextInt(left.size()));
            boolean isMarked = isAnyUnmarked || random.nextInt(3) > 0;
            isAnyUnmarked |= !isMarked;
            places.put(place, pushed, isMarked);
            if (place.startsWith("block")) {
                left.remove(place);
            }
        }
    }

    @RepeatedTest(30)
    void copiesThatArriveMeanwhileDoNotCount(RandomGenerator random) throws IOException {
        Places places = new Places();
        List<Pushed> all = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            Pushed pushed =
                    Pushed.of(number, random.nextInt(2), random.nextLong(100, 150) * SECOND);
            spread(pushed, random, places);
            pushed.addTo(places.once, false);
            all.add(pushed);
        }
        places.build();
        start();
        for (int i = 0; i < 2; i++) {
            String partition = i == 0 ? "p" : "q";
            cluster.reads.put(
                    cluster.owners.get(i).address(),
                    _ -> {
                        Pushed copy = all.get(ThreadLocalRandom.current().nextInt(all.size()));
                        cluster.arrive(partition, TENANT, source -> copy.addTo(source, true));
                    });
        }

        checkAll(places.once);
    }

    // questions

    private void checkAll(MemorySource once) throws IOException {
        check(once, new Question.LabelNames(ALL));
        check(once, new Question.LabelValues(ALL, "pod"));
        check(once, new Question.LabelSets(ALL, Set.of("pod")));
        Question<CallTreeBuilder> tree = new Question.Tree(ALL);
        assertThat(bytes(cluster.ask(TENANTS, tree))).isEqualTo(bytes(answer(once, tree)));
        Question<StackTotals> stacks = new Question.Stacks(ALL);
        assertThat(asTree(cluster.ask(TENANTS, stacks))).isEqualTo(asTree(answer(once, stacks)));
        for (SeriesQuery.Aggregation aggregation : SeriesQuery.Aggregation.values()) {
            SeriesQuery query =
                    new SeriesQuery(ALL, 100_000, 150_000, 7_000, List.of("pod"), aggregation);
            Question.Series series = new Question.Series(query);
            assertThat(cluster.ask(TENANTS, series).series(query))
                    .usingRecursiveComparison()
                    .isEqualTo(answer(once, series).series(query));
        }
        FunctionQuery query =
                new FunctionQuery(
                        ALL.series(),
                        FunctionPattern.of("[bc]"),
                        100 * SECOND,
                        150 * SECOND,
                        20 * SECOND,
                        4,
                        FunctionQuery.Order.SELF);
        assertThat(cluster.functions(TENANTS, query))
                .usingRecursiveComparison()
                .isEqualTo(cluster.engine().functions(List.of(once), query, minute()));
    }

    private static Cancellation minute() {
        return Cancellation.after(Duration.ofMinutes(1));
    }

    private <A> A answer(ProfileSource once, Question<A> question) throws IOException {
        return question.answer(cluster.engine(), List.of(once), minute());
    }

    private <A> void check(ProfileSource once, Question<A> question) throws IOException {
        assertThat(cluster.ask(TENANTS, question)).isEqualTo(answer(once, question));
    }

    private long total(Selection selection) throws IOException {
        return cluster.ask(TENANTS, new Question.Tree(selection)).build().total();
    }

    private static byte[] bytes(CallTreeBuilder tree) {
        return CallTreeBytes.of(tree.build());
    }

    private static byte[] asTree(StackTotals totals) {
        CallTreeBuilder tree = new CallTreeBuilder();
        tree.add(
                totals.stacks().stacks(),
                totals.stacks().symbols().snapshot(),
                Arrays.copyOf(totals.stacks().sums(), totals.stacks().stacks().size()));
        return bytes(tree);
    }
}
