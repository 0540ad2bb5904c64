// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Folds the samples of datasets into one tree of functions.
///
/// What is kept of a dataset are sums by stack, which stay right when locations get names later.
final class TreeWorker implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final Selection selection;
    private final ResultCache cache;
    private final Cancellation cancellation;
    private final SeriesChoice chosen;
    private final DenseSums dense;
    private final CallTreeBuilder tree = new CallTreeBuilder();
    private int kept;

    TreeWorker(
            List<Dataset> datasets,
            Selection selection,
            ResultCache cache,
            Cancellation cancellation) {
        this.datasets = datasets;
        this.selection = selection;
        this.cache = cache;
        this.cancellation = cancellation;
        this.chosen = new SeriesChoice(selection);
        this.dense = new DenseSums(selection, cancellation);
    }

    CallTreeBuilder tree() {
        return tree;
    }

    /// How many datasets of which something is chosen have trees that stay as they are: all their
    /// locations have functions, no name can come later.
    int kept() {
        return kept;
    }

    /// The name of the tree of a dataset, null if it has none.
    static ResultCache.@Nullable Key key(Dataset dataset, SeriesChoice chosen, Selection selection)
            throws IOException {
        Fingerprint question = chosen.question(dataset, "tree");
        if (question == null) {
            return null;
        }
        question.add(selection.callSite().functions().size());
        selection.callSite().functions().forEach(question::add);
        return question.key();
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        if (!chosen.choose(dataset)) {
            return;
        }
        cancellation.check();
        if (!addUp(dataset)) {
            kept++;
            return;
        }
        cancellation.check();
        long[] sums = dense.sums();
        StackTable stacks = dataset.stacks();
        Symbols symbols = dataset.symbols(sums);
        kept += !cache.keepsNothing() && isNamed(stacks, symbols, sums) ? 1 : 0;
        selection.callSite().keepOnly(stacks, symbols, sums);
        tree.add(stacks, symbols, sums);
    }

    /// Adds up what is chosen, unless that was done before; false if there is none.
    private boolean addUp(Dataset dataset) throws IOException {
        Fingerprint question =
                cache.keepsNothing() ? null : chosen.question(dataset, SumWorker.SUMS);
        if (question == null) {
            return dense.add(dataset, chosen);
        }
        ResultCache.Key key = question.key();
        PartialAnswer.OfStacks known = cache.find(key, PartialAnswer.OfStacks.class);
        if (known == null) {
            boolean isAny = dense.add(dataset, chosen);
            int size = isAny ? dataset.stackCount() : 0;
            cache.keep(
                    key,
                    new PartialAnswer.OfStacks(
                            isAny, dense.sums(), size, new PartialAnswer.PeriodList()));
            return isAny;
        }
        dense.clear(known.isAny() ? dataset.stackCount() : 0);
        known.fill(dense.sums());
        return known.isAny();
    }

    /// Whether all frames of all stacks with a sum have a function.
    private static boolean isNamed(StackTable stacks, Symbols symbols, long[] sums) {
        boolean[] isWanted = new boolean[stacks.size()];
        for (int stack = isWanted.length - 1; stack > 0; stack--) {
            if (isWanted[stack] || sums[stack] != 0) {
                int location = stacks.location(stack);
                if (symbols.lineStart(location) == symbols.lineEnd(location)) {
                    return false;
                }
                isWanted[stacks.parent(stack)] = true;
            }
        }
        return true;
    }
}
