// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTreeBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Folds what a selection chooses of many datasets into one tree.
///
/// Of a long range most datasets lie in it as a whole. Their tree is kept as one, under a name made
/// of the names of all of them: so a range that was moved a little, and another that begins and
/// ends in the same datasets, costs what its edges cost, however long it is. For one use.
final class TreeQuery {

    /// Trees of single datasets of which it is worth while to keep the sum.
    private static final int MANY = 2;

    /// One service after the other, so that a thread works in one part of its tree; of a service
    /// the largest first.
    private static final Comparator<Dataset> BY_SERVICE =
            Comparator.comparing(Dataset::service)
                    .thenComparing(Comparator.comparingLong(Dataset::size).reversed());

    private final QueryPool pool;
    private final ResultCache cache;
    private final SourceFailures failures;
    private final Selection selection;
    private final Cancellation cancellation;

    TreeQuery(
            QueryPool pool,
            ResultCache cache,
            SourceFailures failures,
            Selection selection,
            Cancellation cancellation) {
        this.pool = pool;
        this.cache = cache;
        this.failures = failures;
        this.selection = selection;
        this.cancellation = cancellation;
    }

    CallTreeBuilder tree(List<Dataset> datasets) throws IOException {
        List<Dataset> ordered = datasets.stream().sorted(BY_SERVICE).toList();
        Middle middle = cache.keepsNothing() ? null : middle(ordered);
        if (middle == null) {
            return fold(ordered).tree();
        }
        List<Dataset> rest =
                ordered.stream().filter(each -> !middle.datasets().contains(each)).toList();
        PartialAnswer.OfTree known = cache.find(middle.key(), PartialAnswer.OfTree.class);
        if (known == null) {
            Folded whole = fold(middle.datasets().stream().sorted(BY_SERVICE).toList());
            if (whole.kept() == middle.datasets().size()) {
                cache.keep(middle.key(), new PartialAnswer.OfTree(whole.tree().build()));
            }
            return merge(List.of(whole.tree(), fold(rest).tree()));
        }
        CallTreeBuilder tree = fold(rest).tree();
        cancellation.check();
        tree.add(known.tree());
        return tree;
    }

    /// @param kept datasets whose trees are kept, or would be if there were room
    private record Folded(CallTreeBuilder tree, int kept) {}

    private Folded fold(List<Dataset> datasets) throws IOException {
        List<TreeWorker> workers =
                pool.run(
                        datasets.size(),
                        () -> new TreeWorker(datasets, selection, cache, cancellation),
                        cancellation,
                        failures);
        int kept = workers.stream().mapToInt(TreeWorker::kept).sum();
        return new Folded(merge(workers.stream().map(TreeWorker::tree).toList()), kept);
    }

    /// Adds all trees to the largest.
    private CallTreeBuilder merge(List<CallTreeBuilder> trees) throws IOException {
        CallTreeBuilder largest = new CallTreeBuilder();
        for (CallTreeBuilder tree : trees) {
            largest = tree.size() > largest.size() ? tree : largest;
        }
        for (CallTreeBuilder tree : trees) {
            if (tree != largest) {
                cancellation.check();
                largest.add(tree);
            }
        }
        return largest;
    }

    /// Datasets that lie in the range as a whole.
    ///
    /// @param key the name of what they answer together
    private record Middle(Set<Dataset> datasets, ResultCache.Key key) {}

    /// Null if there are few, or one cannot be read: that is told where it is added up.
    private @Nullable Middle middle(List<Dataset> datasets) throws QueryAbortedException {
        List<Dataset> whole = datasets.stream().filter(this::isWhole).toList();
        if (whole.size() < MANY) {
            return null;
        }
        try {
            return named(
                    pool.run(
                            whole.size(),
                            () -> new Namer(whole, selection, new HashSet<>(), new ArrayList<>()),
                            cancellation,
                            SourceFailures.FATAL));
        } catch (QueryAbortedException e) {
            throw e;
        } catch (IOException _) {
            return null;
        }
    }

    private static @Nullable Middle named(List<Namer> namers) {
        Set<Dataset> datasets = new HashSet<>();
        List<ResultCache.Key> keys = new ArrayList<>();
        for (Namer namer : namers) {
            datasets.addAll(namer.datasets());
            keys.addAll(namer.keys());
        }
        if (datasets.size() < MANY) {
            return null;
        }
        keys.sort(
                Comparator.comparingLong(ResultCache.Key::high)
                        .thenComparingLong(ResultCache.Key::low));
        Fingerprint all = new Fingerprint().add("trees").add(keys.size());
        keys.forEach(key -> all.add(key.high()).add(key.low()));
        return new Middle(datasets, all.key());
    }

    private boolean isWhole(Dataset dataset) {
        FixedContent content = dataset.content();
        return content != null
                && selection.startNanos() <= content.minTimeNanos()
                && selection.endNanos() >= content.maxTimeNanos();
    }

    /// Names what datasets answer; leaves out those of which nothing is chosen.
    private record Namer(
            List<Dataset> all,
            Selection selection,
            Set<Dataset> datasets,
            List<ResultCache.Key> keys)
            implements QueryPool.Worker {

        @Override
        public void run(int task) throws IOException {
            Dataset dataset = all.get(task);
            SeriesChoice chosen = new SeriesChoice(selection);
            if (chosen.choose(dataset)) {
                ResultCache.Key key = TreeWorker.key(dataset, chosen, selection);
                if (key != null) {
                    datasets.add(dataset);
                    keys.add(key);
                }
            }
        }
    }
}
