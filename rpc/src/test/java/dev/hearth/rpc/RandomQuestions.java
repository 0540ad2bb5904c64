// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.CallSite;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.ProfileIdSet;
import dev.hearth.model.Selector;
import dev.hearth.query.CostGroup;
import dev.hearth.query.FunctionPattern;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.MemorySource;
import dev.hearth.query.Question;
import dev.hearth.query.SampleFilter;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Random profiles, and questions of every kind about them.
final class RandomQuestions {

    static final long SECOND = 1_000_000_000;

    private static final List<String> SERVICES = List.of("api", "db", "größer");
    private static final List<String> TYPES = List.of("cpu", "memory");

    private final RandomGenerator random;
    private final List<ProfileId> ids = new ArrayList<>();

    RandomQuestions(RandomGenerator random) {
        this.random = random;
    }

    /// A source with a few profiles, perhaps none.
    MemorySource source() {
        MemorySource source = new MemorySource();
        for (int i = random.nextInt(12); i > 0; i--) {
            String[] samples = new String[1 + random.nextInt(5)];
            for (int s = 0; s < samples.length; s++) {
                samples[s] = stack() + " " + random.nextInt(100) + " " + random.nextInt(3);
            }
            ProfileId id = new ProfileId(random.nextLong(), random.nextInt(2));
            long time = (100 + random.nextInt(60)) * SECOND;
            source.add(labels(), time, id, random.nextInt(4) == 0, samples);
            ids.add(id);
        }
        return source;
    }

    private Labels labels() {
        Labels labels =
                Labels.of(
                        Labels.SERVICE_NAME,
                        SERVICES.get(random.nextInt(SERVICES.size())),
                        Labels.PROFILE_TYPE,
                        TYPES.get(random.nextInt(TYPES.size())));
        return random.nextBoolean() ? labels : labels.with("pod", "p" + random.nextInt(3));
    }

    private String stack() {
        StringBuilder stack = new StringBuilder();
        for (int depth = random.nextInt(5); depth > 0; depth--) {
            stack.append(stack.isEmpty() ? "" : random.nextInt(4) == 0 ? "+" : ";")
                    .append((char) ('a' + random.nextInt(5)));
        }
        return stack.toString();
    }

    /// One question of each kind.
    List<Question<?>> all() {
        FunctionQuery functions = functions();
        TreeMap<CostGroup, Set<String>> wanted = new TreeMap<>();
        wanted.put(new CostGroup("api", "cpu"), Set.of("a", "b"));
        wanted.put(new CostGroup("db", "memory"), Set.of("c"));
        return List.of(
                new Question.LabelNames(plain()),
                new Question.LabelValues(plain(), "pod"),
                new Question.LabelSets(
                        plain(), random.nextBoolean() ? Set.of() : Set.of("pod", "service_name")),
                new Question.Tree(selection()),
                new Question.Stacks(selection()),
                new Question.Series(series()),
                new Question.Functions(functions),
                new Question.FunctionPoints(functions, wanted),
                new Question.Marked(plain()),
                new Question.Held(plain(), someIds()));
    }

    private ProfileIdSet someIds() {
        ProfileIdSet some = new ProfileIdSet();
        some.add(random.nextLong(), random.nextLong());
        for (ProfileId id : ids) {
            if (random.nextBoolean()) {
                some.add(id.high(), id.low());
            }
        }
        return some;
    }

    private SeriesMatcher matcher() {
        return new SeriesMatcher(
                Selector.parse(
                        switch (random.nextInt(5)) {
                            case 0 -> "{service_name=\"api\"}";
                            case 1 -> "{service_name=~\"a.*|db\",pod!=\"p1\"}";
                            case 2 -> "{pod!~\"p[12]\"}";
                            default -> "{}";
                        }));
    }

    private Selection plain() {
        long start = (95 + random.nextInt(60)) * SECOND;
        return Selection.of(matcher(), start, start + random.nextLong(60 * SECOND));
    }

    private Selection selection() {
        Selection plain = plain();
        Set<ProfileId> profiles =
                random.nextInt(4) > 0 || ids.isEmpty()
                        ? Set.of()
                        : Set.of(ids.get(random.nextInt(ids.size())));
        SampleFilter samples =
                switch (random.nextInt(4)) {
                    case 0 -> new SampleFilter.Spans(Set.of(1L, -2L));
                    case 1 -> new SampleFilter.Traces(Set.of(new ProfileId(0, 2)));
                    default -> new SampleFilter.All();
                };
        CallSite site = random.nextInt(4) > 0 ? CallSite.ANY : new CallSite(List.of("a"));
        return new Selection(
                plain.series(), plain.startNanos(), plain.endNanos(), profiles, samples, site);
    }

    private SeriesQuery series() {
        Selection selection = selection();
        long step = 1 + random.nextLong(20_000);
        long start = selection.startNanos() / 1_000_000 + step;
        return new SeriesQuery(
                selection,
                start,
                Math.max(start, selection.endNanos() / 1_000_000),
                step,
                random.nextBoolean() ? List.of() : List.of("pod", "service_name", "none"),
                random.nextBoolean()
                        ? SeriesQuery.Aggregation.SUM
                        : SeriesQuery.Aggregation.AVERAGE);
    }

    private FunctionQuery functions() {
        Selection selection = plain();
        return new FunctionQuery(
                selection.series(),
                FunctionPattern.of(random.nextBoolean() ? "" : "[abc]"),
                selection.startNanos(),
                selection.endNanos(),
                1 + random.nextLong(30 * SECOND),
                1 + random.nextInt(4),
                random.nextBoolean() ? FunctionQuery.Order.TOTAL : FunctionQuery.Order.SELF);
    }
}
