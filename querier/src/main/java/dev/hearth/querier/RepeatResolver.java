// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.ProfileIdSet;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FoundIds;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Question;
import dev.hearth.query.Repeats;
import dev.hearth.query.Selection;
import dev.hearth.query.StoredPart;
import dev.hearth.query.TimeRanges;
import dev.hearth.query.UnknownRepeatsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    record Asked(Selection selection, MissingSources missing, Cancellation cancellation) {

        /// All profiles that may be copies of what is asked for.
        Selection wide() {
            return Repeats.widened(selection);
        }
    }

    /// Works on the parts of a plan so that each profile counts once.
    ///
    /// @param plans all parts of each tenant, as one plan found them
    /// @throws IOException if the work fails, or it cannot be found out what counts
    <T> T answer(Asked asked, List<TenantParts> plans, QueryPlanner.Work<T> work)
            throws IOException {
        List<TenantParts> told = new ArrayList<>(plans.size());
        boolean isAnyUnknown = false;
        for (TenantParts plan : plans) {
            TenantParts one = firstLook(asked, plan);
            isAnyUnknown |= one.parts().stream().anyMatch(RepeatResolver::isUnknown);
            told.add(one);
        }
        if (!isAnyUnknown) {
            return work.on(told);
        }
        try {
            return work.on(told);
        } catch (UnknownRepeatsException _) {
            List<TenantParts> known = new ArrayList<>(plans.size());
            for (TenantParts plan : plans) {
                known.add(resolved(asked, plan));
            }
            asked.missing().askAgain();
            return work.on(known);
        }
    }

    /// The parts of a tenant with what can be told of copies without asking anybody; all of it, if
    /// some are known of.
    private TenantParts firstLook(Asked asked, TenantParts plan) throws IOException {
        TimeRanges nearBlocks = Repeats.near(markedBlocks(asked, plan.parts()));
        for (PlannedPart part : plan.parts()) {
            ProfileSource source = fresh(part);
            if (source != null && mayRepeat(asked, source, nearBlocks)) {
                return resolved(asked, plan);
            }
        }
        Repeats unknown = new Repeats.Unknown(nearBlocks);
        List<PlannedPart> told = new ArrayList<>(plan.parts().size());
        for (PlannedPart part : plan.parts()) {
            told.add(part instanceof PlannedPart.Owned owned ? owned.with(unknown) : part);
        }
        return new TenantParts(plan.tenant(), told);
    }

    private static boolean isUnknown(PlannedPart part) {
        return part instanceof PlannedPart.Owned owned
                && owned.repeats() instanceof Repeats.Unknown;
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

    private TenantParts resolved(Asked asked, TenantParts plan) throws IOException {
        metrics.repeatsResolved();
        List<PlannedPart> parts = plan.parts();
        List<FoundIds> marked = marked(asked, plan);
        FoundIds fresh = new FoundIds();
        marked.forEach(fresh::add);
        FoundIds inBlocks = inBlocks(asked, plan, fresh);
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
        return new TenantParts(plan.tenant(), told);
    }

    private static PlannedPart told(PlannedPart part, Repeats repeats) {
        return switch (part) {
            case PlannedPart.Local(ProfileSource source) ->
                    new PlannedPart.Local(repeats.over(source));
            case PlannedPart.Stored stored -> isBlock(stored) ? stored : stored.with(repeats);
            case PlannedPart.Owned owned -> owned.with(repeats);
        };
    }

    /// For each part the ids of its marked profiles that matter; none for blocks. Some are asked at
    /// the same time.
    private List<FoundIds> marked(Asked asked, TenantParts plan) throws IOException {
        return fanOut.someAtATime()
                .call(plan.parts(), asked.cancellation(), part -> marked(asked, plan, part));
    }

    private FoundIds marked(Asked asked, TenantParts plan, PlannedPart part) throws IOException {
        ProfileSource source = fresh(part);
        boolean isAsked =
                source == null ? part instanceof PlannedPart.Owned : source.markedCount() > 0;
        if (isAsked) {
            return ask(asked, plan, List.of(part), new Question.Marked(asked.wide()));
        }
        FoundIds none = new FoundIds();
        if (source != null) {
            none.addTimes(source.minTimeNanos(), source.maxTimeNanos());
        }
        return none;
    }

    /// Ids of what blocks hold: what they have marked, and what is marked in what is fresh.
    private FoundIds inBlocks(Asked asked, TenantParts plan, FoundIds fresh) throws IOException {
        Selection wide = asked.wide();
        Selection near =
                Selection.of(
                        wide.series(),
                        Math.max(wide.startNanos(), Repeats.before(fresh.minTimeNanos())),
                        Math.min(wide.endNanos(), Repeats.after(fresh.maxTimeNanos())));
        List<PlannedPart> blocks = new ArrayList<>();
        List<PlannedPart> marked = new ArrayList<>();
        // What reaches owners meanwhile may be a copy of anything.
        boolean isAnyOwned = plan.parts().stream().anyMatch(PlannedPart.Owned.class::isInstance);
        Selection wherever = isAnyOwned ? wide : near;
        for (PlannedPart part : plan.parts()) {
            if (part instanceof PlannedPart.Stored stored && isBlock(stored)) {
                if (near.overlaps(stored.source())) {
                    blocks.add(stored);
                }
                if (stored.source().markedCount() > 0 && wherever.overlaps(stored.source())) {
                    marked.add(stored);
                }
            }
        }
        FoundIds found = new FoundIds();
        if (!marked.isEmpty()) {
            found.add(ask(asked, plan, marked, new Question.Marked(wherever)));
        }
        if (!blocks.isEmpty() && !fresh.ids().isEmpty()) {
            found.add(ask(asked, plan, blocks, new Question.Held(near, fresh.ids())));
        }
        return found;
    }

    private FoundIds ask(
            Asked asked, TenantParts plan, List<PlannedPart> parts, Question<FoundIds> question)
            throws IOException {
        return fanOut.ask(
                List.of(new TenantParts(plan.tenant(), parts)),
                question,
                new MissingSources(false),
                asked.cancellation());
    }
}
