// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingSource;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.SourceFailures;
import java.io.IOException;
import java.util.List;

/// The owner of a partition as a querier asks it.
record AskedOwner<N extends IngesterProcess>(World<N> all, Gate from, N node, String partition)
        implements RemoteOwner {

    @Override
    public String address() {
        return node.id;
    }

    @Override
    public <A> A ask(
            TenantId tenant,
            long fromPosition,
            HiddenTimes hidden,
            Repeats repeats,
            Question<A> question,
            SourceFailures failures,
            Cancellation cancellation)
            throws IOException {
        all.turns.next("ask " + node.id);
        all.requireReached(from, node, "it does not answer");
        List<ProfileSource> sources =
                node.read(partition, tenant, fromPosition).stream()
                        .map(source -> HidingSource.over(source, hidden))
                        .toList();
        A answer =
                question.answer(
                        from.engine.telling(failures),
                        repeats.over(sources, question.selection()),
                        cancellation);
        all.turns.next("hear of " + node.id);
        all.requireReached(from, node, "its answer was lost");
        return answer;
    }
}
