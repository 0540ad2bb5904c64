// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingSource;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.SourceFailures;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The net between queriers and the owners of a topic's partitions.
final class OwnersNet {

    private final TopicCluster all;
    private final RandomGenerator random;
    private final Set<String> cut = new HashSet<>();
    private boolean isCalm;

    OwnersNet(TopicCluster all, RandomGenerator random) {
        this.all = all;
        this.random = random;
    }

    /// Whether nothing is lost from now on.
    void setCalm(boolean now) {
        isCalm = now;
        if (now) {
            cut.clear();
        }
    }

    /// Cuts two off from each other, or joins them.
    void turn(String one, String other) {
        String link = one + " " + other;
        if (!cut.remove(link)) {
            cut.add(link);
        }
    }

    /// The owner of a partition as a querier asks it.
    RemoteOwner owner(Gate from, String address, String partition) {
        return new Owner(from, all.node(address), partition);
    }

    private final class Owner implements RemoteOwner {

        private final Gate from;
        private final TopicNode node;
        private final String partition;

        Owner(Gate from, TopicNode node, String partition) {
            this.from = from;
            this.node = node;
            this.partition = partition;
        }

        @Override
        public String partition() {
            return partition;
        }

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
            all.turns().next("ask " + node.id);
            check("it does not answer");
            List<ProfileSource> sources =
                    node.read(partition, tenant, fromPosition).stream()
                            .map(source -> HidingSource.over(source, hidden))
                            .toList();
            A answer =
                    question.answer(
                            from.engine.telling(failures),
                            repeats.over(sources, question.selection()),
                            cancellation);
            all.turns().next("hear of " + node.id);
            check("its answer was lost");
            return answer;
        }

        private void check(String otherwise) throws PeerFailedException {
            boolean isLost = !isCalm && random.nextInt(25) == 0;
            if (isLost || cut.contains(from.id + " " + node.id)) {
                throw new PeerFailedException(address(), otherwise, null);
            }
        }
    }
}
