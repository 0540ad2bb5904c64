// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.ProfileIdSet;
import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FoundIds;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.Question;
import dev.hearth.query.Repeats;
import dev.hearth.query.Selection;
import dev.hearth.query.StoredPart;
import dev.hearth.query.TimeRanges;
import dev.hearth.query.UnknownRepeatsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Sees to it that a profile of which several partitions have a copy counts once.
///
/// Blocks hold no copies of each other: compaction drops them. What is fresher (segments, and what
/// owners have) may hold copies of what is in blocks, and of each other. That is so only if one of
/// the copies is marked; and as long as nobody has met one, nothing is done here but to look at
/// some numbers, and to tell the owners in other processes to speak up if they have one.
///
/// If there are marked ones, all that is fresh is asked for the ids of those, and the blocks near
/// them for which of these they hold. What a block holds counts, and nothing else with that id;
/// else what counts is the marked profile of the first part, in the order of the plan, that has
/// one. Owners are told both, so that what reaches them meanwhile does not count beside what was
/// chosen. All of it is about the plan that was made: the parts are the same in both rounds.
final class RepeatResolver {

    private final FanOut fanOut;
    private final QuerierMetrics metrics;

    RepeatResolver(FanOut fanOut, QuerierMetrics metrics) {
        this.fanOut = fanOut;
        this.metrics = metrics;
    }

    /// What is asked.
    record Asked(
            TenantId tenant,
            Selection selection,
            MissingSources missing,
            Cancellation cancellation) {

        /// All profiles that may be copies of what is asked for.
        Selection wide() {
            return Repeats.widened(selection);
        }
    }

    /// Works on the parts of a plan so that each profile counts once.
    ///
    /// @param parts all parts, as one plan found them
    /// @throws IOException if the work fails, or it cannot be found out what counts
    <T> T answer(Asked asked, List<PlannedPart> parts, QueryPlanner.Work<T> work)
            throws IOException {
        TimeRanges nearBlocks = Repeats.near(markedBlocks(asked, parts));
        boolean isAnyRemote = false;
        boolean isAnyKnown = false;
        for (PlannedPart part : parts) {
            ProfileSource source = fresh(part);
            if (source != null) {
                isAnyKnown |= mayRepeat(asked, source, nearBlocks);
            }
            isAnyRemote |= part instanceof PlannedPart.Owned;
        }
        if (isAnyKnown) {
            return work.on(resolved(asked, parts));
        }
        if (!isAnyRemote) {
            return work.on(parts);
        }
        try {
            return work.on(unresolved(parts, new Repeats.Unknown(nearBlocks)));
        } catch (UnknownRepeatsException _) {
            return work.on(resolved(asked, parts));
        }
    }

    /// What this process knows the number of marked profiles of; null for blocks, and for what only
    /// others have.
    private static @Nullable ProfileSource fresh(PlannedPart part) {
        return switch (part) {
            case PlannedPart.Local(ProfileSource source) -> source;
            case PlannedPart.Stored stored -> isBlock(stored) ? null : stored.source();
            case PlannedPart.Owned _ -> null;
        };
    }

    private static boolean isBlock(PlannedPart.Stored stored) {
        return stored.part().kind() == StoredPart.Kind.BLOCK;
    }

    private static List<ProfileSource> markedBlocks(Asked asked, List<PlannedPart> parts) {
        List<ProfileSource> marked = new ArrayList<>();
        for (PlannedPart part : parts) {
            if (part instanceof PlannedPart.Stored stored
                    && isBlock(stored)
                    && stored.source().markedCount() > 0
                    && asked.wide().overlaps(stored.source())) {
                marked.add(stored.source());
            }
        }
        return marked;
    }

    private static boolean mayRepeat(Asked asked, ProfileSource source, TimeRanges nearBlocks) {
        return (source.markedCount() > 0 && asked.wide().overlaps(source))
                || (asked.selection().overlaps(source)
                        && nearBlocks.overlaps(source.minTimeNanos(), source.maxTimeNanos()));
    }

    private static List<PlannedPart> unresolved(List<PlannedPart> parts, Repeats repeats) {
        List<PlannedPart> told = new ArrayList<>(parts.size());
        for (PlannedPart part : parts) {
            told.add(part instanceof PlannedPart.Owned owned ? owned.with(repeats) : part);
        }
        return told;
    }

    private List<PlannedPart> resolved(Asked asked, List<PlannedPart> parts) throws IOException {
        metrics.repeatsResolved();
        List<FoundIds> marked = marked(asked, parts);
        FoundIds fresh = new FoundIds();
        marked.forEach(fresh::add);
        FoundIds inBlocks = inBlocks(asked, parts, fresh);
        ProfileIdSet hide = new ProfileIdSet();
        hide.addAll(inBlocks.ids());
        hide.addAll(fresh.ids());
        ProfileIdSet taken = new ProfileIdSet();
        taken.addAll(inBlocks.ids());
        List<PlannedPart> told = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            ProfileIdSet keep = new ProfileIdSet();
            marked.get(i).ids().each((high, low) -> taken.add(high, low) && keep.add(high, low));
            told.add(told(parts.get(i), new Repeats.Known(keep, hide)));
        }
        return told;
    }

    private static PlannedPart told(PlannedPart part, Repeats repeats) {
        return switch (part) {
            case PlannedPart.Local(ProfileSource source) ->
                    new PlannedPart.Local(repeats.over(source));
            case PlannedPart.Stored stored -> isBlock(stored) ? stored : stored.with(repeats);
            case PlannedPart.Owned owned -> owned.with(repeats);
        };
    }

    /// For each part the ids of its marked profiles that matter; none for blocks. Those who are
    /// elsewhere are asked at the same time.
    private List<FoundIds> marked(Asked asked, List<PlannedPart> parts) throws IOException {
        List<FutureTask<FoundIds>> tasks = new ArrayList<>(parts.size());
        for (PlannedPart part : parts) {
            FutureTask<FoundIds> task = new FutureTask<>(() -> marked(asked, part));
            tasks.add(task);
            if (part instanceof PlannedPart.Owned) {
                Thread.ofVirtual().name("marked-profiles").start(task);
            } else {
                task.run();
            }
        }
        List<FoundIds> all = new ArrayList<>(parts.size());
        for (FutureTask<FoundIds> task : tasks) {
            all.add(result(task));
        }
        return all;
    }

    private FoundIds marked(Asked asked, PlannedPart part) throws IOException {
        ProfileSource source = fresh(part);
        boolean isAsked =
                source == null ? part instanceof PlannedPart.Owned : source.markedCount() > 0;
        if (isAsked) {
            return ask(asked, List.of(part), new Question.Marked(asked.wide()));
        }
        FoundIds none = new FoundIds();
        if (source != null) {
            none.addTimes(source.minTimeNanos(), source.maxTimeNanos());
        }
        return none;
    }

    private static FoundIds result(FutureTask<FoundIds> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new QueryAbortedException(QueryAbortedException.Reason.CANCELLED);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /// Ids of what blocks hold: what they have marked, and what is marked in what is fresh.
    private FoundIds inBlocks(Asked asked, List<PlannedPart> parts, FoundIds fresh)
            throws IOException {
        Selection wide = asked.wide();
        Selection near =
                Selection.of(
                        wide.series(),
                        Math.max(wide.startNanos(), Repeats.before(fresh.minTimeNanos())),
                        Math.min(wide.endNanos(), Repeats.after(fresh.maxTimeNanos())));
        List<PlannedPart> blocks = new ArrayList<>();
        List<PlannedPart> marked = new ArrayList<>();
        for (PlannedPart part : parts) {
            if (part instanceof PlannedPart.Stored stored
                    && isBlock(stored)
                    && near.overlaps(stored.source())) {
                blocks.add(stored);
                if (stored.source().markedCount() > 0) {
                    marked.add(stored);
                }
            }
        }
        FoundIds found = new FoundIds();
        if (!marked.isEmpty()) {
            found.add(ask(asked, marked, new Question.Marked(near)));
        }
        if (!blocks.isEmpty() && !fresh.ids().isEmpty()) {
            found.add(ask(asked, blocks, new Question.Held(near, fresh.ids())));
        }
        return found;
    }

    private FoundIds ask(Asked asked, List<PlannedPart> parts, Question<FoundIds> question)
            throws IOException {
        return fanOut.ask(asked.tenant(), parts, question, asked.missing(), asked.cancellation());
    }
}
