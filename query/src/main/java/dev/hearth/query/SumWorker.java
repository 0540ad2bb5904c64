// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.List;

/// Adds up the samples of datasets by stack.
final class SumWorker<P extends StackSums> implements QueryPool.Worker {

    /// The question for sums by stack, without periods.
    static final String SUMS = "sums";

    private final List<Dataset> datasets;
    private final Selection selection;
    private final P part;
    private final ResultCache cache;
    private final Cancellation cancellation;
    private final SeriesChoice chosen;
    private final DenseSums dense;

    SumWorker(
            List<Dataset> datasets,
            Selection selection,
            P part,
            ResultCache cache,
            Cancellation cancellation) {
        this.datasets = datasets;
        this.selection = selection;
        this.part = part;
        this.cache = cache;
        this.cancellation = cancellation;
        this.chosen = new SeriesChoice(selection);
        this.dense = new DenseSums(selection, cancellation);
    }

    P part() {
        return part;
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        if (!chosen.choose(dataset)) {
            return;
        }
        cancellation.check();
        String kind = part.needsPeriod() ? "sums with period" : SUMS;
        Fingerprint question = chosen.question(dataset, kind);
        if (question == null ? addUp(dataset) : addUpOnce(dataset, question.key())) {
            cancellation.check();
            StackTable stacks = dataset.stacks();
            Symbols symbols = dataset.symbols(dense.sums());
            selection.callSite().keepOnly(stacks, symbols, dense.sums());
            part.add(stacks, symbols, dense.sums());
        }
    }

    private boolean addUp(Dataset dataset) throws IOException {
        boolean isAny = dense.add(dataset, chosen);
        if (isAny && part.needsPeriod()) {
            dense.latestPeriods(dataset, chosen, part::addPeriod);
        }
        return isAny;
    }

    /// As [#addUp], unless it was done before.
    private boolean addUpOnce(Dataset dataset, ResultCache.Key key) throws IOException {
        PartialAnswer.OfStacks known = cache.find(key, PartialAnswer.OfStacks.class);
        PartialAnswer.OfStacks answer = known == null ? answer(dataset) : known;
        if (known == null) {
            cache.keep(key, answer);
        } else {
            dense.clear(known.isAny() ? dataset.stackCount() : 0);
            known.fill(dense.sums());
        }
        answer.tellPeriods(part::addPeriod);
        return answer.isAny();
    }

    private PartialAnswer.OfStacks answer(Dataset dataset) throws IOException {
        boolean isAny = dense.add(dataset, chosen);
        PartialAnswer.PeriodList periods = new PartialAnswer.PeriodList();
        if (isAny && part.needsPeriod()) {
            dense.latestPeriods(dataset, chosen, periods);
        }
        int size = isAny ? dataset.stackCount() : 0;
        return new PartialAnswer.OfStacks(isAny, dense.sums(), size, periods);
    }
}
