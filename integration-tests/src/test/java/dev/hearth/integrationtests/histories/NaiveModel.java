// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// All profiles that were pushed, as a list, and all deletions that were asked for. Says of each
/// profile whether an answer must have it or may.
///
/// What nobody was told the outcome of may have happened or not, until an answer decides it.
final class NaiveModel {

    /// A deletion. What was acknowledged before it was asked for is gone once it is acknowledged.
    static final class Deletion {

        final TenantId tenant;
        final Question what;
        final long asked;
        long acked = Pushed.NEVER;

        Deletion(TenantId tenant, Question what, long asked) {
            this.tenant = tenant;
            this.what = what;
            this.asked = asked;
        }
    }

    /// A query on its way.
    static final class Asked {

        final TenantId tenant;
        final Question question;
        final long begun;
        private Instant earliest;

        Asked(TenantId tenant, Question question, long begun, Instant now) {
            this.tenant = tenant;
            this.question = question;
            this.begun = begun;
            this.earliest = now;
        }

        /// To be told of every change of the clock on the wall.
        void see(Instant now) {
            earliest = now.isBefore(earliest) ? now : earliest;
        }
    }

    private final List<Pushed> pushes = new ArrayList<>();
    private final List<Deletion> deletions = new ArrayList<>();
    private long moment;

    /// A moment later than all before.
    long next() {
        return ++moment;
    }

    void add(Pushed pushed) {
        pushes.add(pushed);
    }

    List<Pushed> pushes() {
        return pushes;
    }

    Deletion delete(TenantId tenant, Question what) {
        Deletion deletion = new Deletion(tenant, what, next());
        deletions.add(deletion);
        return deletion;
    }

    /// Whether somebody asked to delete something of a push, whatever came of it.
    boolean isDeletionAsked(Pushed pushed) {
        return deletions.stream()
                .filter(one -> one.tenant.equals(pushed.tenant))
                .anyMatch(one -> pushed.items.stream().anyMatch(one.what::chooses));
    }

    /// How long a profile is kept, zero for ever.
    static Duration period(TenantId tenant, Labels labels) {
        if (tenant.value().equals("a")) {
            return Duration.ZERO;
        }
        return labels.getOrEmpty(Labels.SERVICE_NAME).equals("s1")
                ? Duration.ofHours(3)
                : Duration.ofHours(12);
    }

    private static boolean isKept(TenantId tenant, Pushed.Item item, Instant now) {
        Duration period = period(tenant, item.labels);
        return period.isZero() || item.timeNanos >= PushMaker.nanos(now) - period.toNanos();
    }

    /// Checks an answer that has come just now, and learns from it.
    ///
    /// @param latest the latest that any clock on a wall has shown
    void check(Asked asked, Answer answer, Instant latest) {
        long ended = next();
        checkDeletions(asked, answer.tree().keySet(), latest);
        Set<String> unexplained = new TreeSet<>(answer.tree().keySet());
        unexplained.remove(PushMaker.SHARED_PATH);
        List<Pushed.Item> found = new ArrayList<>();
        for (Pushed pushed : pushes) {
            if (pushed.tenant.equals(asked.tenant)) {
                for (Pushed.Item item : pushed.items) {
                    if (asked.question.chooses(item)) {
                        boolean isFound = unexplained.remove(item.path);
                        check(asked, pushed, item, isFound, ended, latest);
                        if (isFound) {
                            found.add(item);
                        }
                    }
                }
            }
        }
        assertThat(unexplained).as("profiles that nobody pushed, or that were not asked").isEmpty();
        compare(asked.question, found, answer);
        checkWhole(asked, found);
    }

    private void check(
            Asked asked,
            Pushed pushed,
            Pushed.Item item,
            boolean isFound,
            long ended,
            Instant latest) {
        boolean mayBeThere =
                pushed.begun < ended
                        && item.gone >= asked.begun
                        && !isDeleted(pushed, item, asked.begun)
                        && isKept(asked.tenant, item, asked.earliest);
        boolean isAcked = pushed.acked < asked.begun;
        boolean mustBeThere =
                isAcked
                        && item.gone == Pushed.NEVER
                        && !isDeletionAsked(pushed, item)
                        && isKept(asked.tenant, item, latest);
        if (isFound) {
            assertThat(mayBeThere).as("%s may be found", describe(pushed, item)).isTrue();
        } else {
            assertThat(mustBeThere).as("%s may be missing", describe(pushed, item)).isFalse();
        }
        boolean isHidden = !isKept(asked.tenant, item, latest);
        learn(asked, pushed, item, isFound, isHidden, ended);
        if (isFound) {
            deletions.stream()
                    .filter(one -> one.acked < asked.begun && isAbout(one, pushed, item))
                    .forEach(pushed.survived::add);
        }
    }

    /// A deletion of which the fate is not known counts for all that it hits or for nothing.
    private void checkDeletions(Asked asked, Set<String> found, Instant latest) {
        for (Deletion deletion : deletions) {
            if (!deletion.tenant.equals(asked.tenant) || deletion.acked < asked.begun) {
                continue;
            }
            Map<Boolean, Set<String>> hit = new TreeMap<>();
            for (Pushed pushed : pushes) {
                for (Pushed.Item item : pushed.items) {
                    if (pushed.acked < asked.begun
                            && asked.question.chooses(item)
                            && isHitBy(deletion, pushed, item, latest)) {
                        hit.computeIfAbsent(found.contains(item.path), _ -> new TreeSet<>())
                                .add(item.path);
                    }
                }
            }
            assertThat(hit)
                    .as("what is shown of that which deletion %d hits", deletion.asked)
                    .hasSizeLessThan(2);
        }
    }

    /// Whether nothing but a deletion may hide something that was there before it.
    private boolean isHitBy(Deletion deletion, Pushed pushed, Pushed.Item item, Instant latest) {
        return isAbout(deletion, pushed, item)
                && pushed.acked < deletion.asked
                && item.gone == Pushed.NEVER
                && !pushed.survived.contains(deletion)
                && isKept(deletion.tenant, item, latest)
                && deletions.stream()
                        .noneMatch(other -> other != deletion && isAbout(other, pushed, item));
    }

    private static boolean isAbout(Deletion deletion, Pushed pushed, Pushed.Item item) {
        return deletion.tenant.equals(pushed.tenant) && deletion.what.chooses(item);
    }

    /// What is missing because of its age may come back when the clock is set back.
    private static void learn(
            Asked asked,
            Pushed pushed,
            Pushed.Item item,
            boolean isFound,
            boolean isHidden,
            long ended) {
        if (isFound) {
            pushed.acked = Math.min(pushed.acked, ended);
        } else if (isHidden) {
            return;
        } else if (Math.min(pushed.acked, pushed.decided()) < asked.begun) {
            item.gone = Math.min(item.gone, ended);
        }
    }

    private boolean isDeleted(Pushed pushed, Pushed.Item item, long before) {
        return deletions.stream()
                .filter(one -> one.acked < before && pushed.acked < one.asked)
                .anyMatch(one -> isAbout(one, pushed, item));
    }

    private boolean isDeletionAsked(Pushed pushed, Pushed.Item item) {
        return deletions.stream()
                .filter(one -> one.acked > pushed.begun && !pushed.survived.contains(one))
                .anyMatch(one -> isAbout(one, pushed, item));
    }

    private String describe(Pushed pushed, Pushed.Item item) {
        return "p%d of tenant %s in partition %d (pushed at %d, acknowledged at %d, found missing at %d, %s)"
                .formatted(
                        item.number,
                        pushed.tenant,
                        pushed.partition,
                        pushed.begun,
                        pushed.acked,
                        item.gone,
                        item.labels);
    }

    private static void compare(Question question, List<Pushed.Item> found, Answer answer) {
        Map<String, Long> tree = new TreeMap<>();
        Map<String, Map<Long, Double>> series = new TreeMap<>();
        Set<String> pods = new TreeSet<>();
        for (Pushed.Item item : found) {
            tree.merge(item.path, item.value, Long::sum);
            tree.merge(PushMaker.SHARED_PATH, item.sharedValue, Long::sum);
            String pod = item.labels.getOrEmpty("pod");
            pods.add(pod);
            long point = question.pointMillis(item);
            if (point >= 0) {
                series.computeIfAbsent(pod, _ -> new TreeMap<>())
                        .merge(point, (double) (item.value + item.sharedValue), Double::sum);
            }
        }
        assertThat(answer.tree()).as("values of stacks").isEqualTo(tree);
        assertThat(answer.series()).as("values over time").isEqualTo(series);
        assertThat(answer.pods()).as("values of a label").isEqualTo(pods);
    }

    /// A batch of which the fate was not known is there as a whole or not at all.
    private void checkWhole(Asked asked, List<Pushed.Item> found) {
        Set<Pushed.Item> all = new LinkedHashSet<>(found);
        for (Pushed pushed : pushes) {
            if (pushed.tenant.equals(asked.tenant) && !isDeletionAsked(pushed)) {
                List<Pushed.Item> chosen =
                        pushed.items.stream()
                                .filter(asked.question::chooses)
                                .filter(item -> isKept(asked.tenant, item, asked.earliest))
                                .toList();
                long there = chosen.stream().filter(all::contains).count();
                if (period(asked.tenant, pushed.items.getFirst().labels).isZero()) {
                    assertThat(there).as("parts of a batch").isIn(0L, (long) chosen.size());
                }
            }
        }
    }
}
