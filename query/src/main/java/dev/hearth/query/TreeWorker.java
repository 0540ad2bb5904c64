// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.List;

/// Folds the samples of datasets into one tree of functions.
///
/// The tree of a dataset is kept unless one of its locations has no function: its name may still
/// come.
final class TreeWorker implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final Selection selection;
    private final ResultCache cache;
    private final Cancellation cancellation;
    private final SeriesChoice chosen;
    private final DenseSums dense;
    private final CallTreeBuilder tree = new CallTreeBuilder();

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

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        if (!chosen.choose(dataset)) {
            return;
        }
        cancellation.check();
        Fingerprint question = chosen.question(dataset, "tree");
        if (question == null) {
            if (addUp(dataset)) {
                tree.add(dataset.stacks(), dataset.symbols(dense.sums()), dense.sums());
            }
            return;
        }
        question.add(selection.callSite().functions().size());
        selection.callSite().functions().forEach(question::add);
        ResultCache.Key key = question.key();
        PartialAnswer.OfTree known = cache.find(key, PartialAnswer.OfTree.class);
        if (known != null) {
            tree.add(known.tree());
        } else {
            addAndKeep(dataset, key);
        }
    }

    /// Adds up what is chosen; afterwards the sums are those of the wanted stacks.
    private boolean addUp(Dataset dataset) throws IOException {
        if (!dense.add(dataset, chosen)) {
            return false;
        }
        cancellation.check();
        if (!selection.callSite().isAny()) {
            long[] sums = dense.sums();
            selection.callSite().keepOnly(dataset.stacks(), dataset.symbols(sums), sums);
        }
        return true;
    }

    private void addAndKeep(Dataset dataset, ResultCache.Key key) throws IOException {
        CallTreeBuilder own = new CallTreeBuilder();
        boolean isNamed = true;
        if (dense.add(dataset, chosen)) {
            cancellation.check();
            long[] sums = dense.sums();
            StackTable stacks = dataset.stacks();
            Symbols symbols = dataset.symbols(sums);
            isNamed = isNamed(stacks, symbols, sums);
            selection.callSite().keepOnly(stacks, symbols, sums);
            own.add(stacks, symbols, sums);
        }
        if (isNamed) {
            PartialAnswer.OfTree answer = new PartialAnswer.OfTree(own.build());
            cache.keep(key, answer);
            tree.add(answer.tree());
        } else {
            tree.add(own);
        }
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
