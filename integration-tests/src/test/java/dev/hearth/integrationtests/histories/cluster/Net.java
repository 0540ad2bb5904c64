// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.ingester.SteppedIngester;
import dev.hearth.log.LogRecord;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingSource;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.SourceFailures;
import dev.hearth.rpc.Append;
import dev.hearth.rpc.AppendOutcome;
import dev.hearth.rpc.AppendOutcome.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The net between processes: loses, delays and doubles messages, loses answers, and cuts any two
/// off from each other.
final class Net {

    private final Cluster all;
    private final RandomGenerator random;
    private final Set<String> cut = new HashSet<>();
    private final List<Late> late = new ArrayList<>();
    private boolean isCalm;

    /// What arrives when nobody waits for it any more, unless the process has ended by then.
    private record Late(Node node, int life, Append append, long sentNanos) {}

    Net(Cluster all, RandomGenerator random) {
        this.all = all;
        this.random = random;
    }

    /// Whether nothing is lost from now on.
    void setCalm() {
        isCalm = true;
        cut.clear();
    }

    /// Cuts two off from each other, or joins them.
    void turn(String one, String other) {
        String link = one + " " + other;
        if (!cut.remove(link)) {
            cut.add(link);
        }
    }

    private boolean isUnlucky(int often) {
        return !isCalm && random.nextInt(often) == 0;
    }

    private boolean isCut(String from, Node to) {
        return cut.contains(from + " " + to.id);
    }

    /// Has a process append, and waits for its answer.
    AppendOutcome append(String from, String address, Append append, Duration timeout) {
        Node node = all.node(address);
        try {
            all.turns().next("send to " + address);
            if (!node.isRunning() || (isUnlucky(20) && !node.isPaused)) {
                return new AppendOutcome.Refused(Refusal.UNREACHABLE, "nobody listens");
            }
            if (isCut(from, node) || isUnlucky(12)) {
                return late(timeout, "request was lost");
            }
            if (node.isPaused || isUnlucky(12)) {
                late.add(new Late(node, node.life(), append, all.time.nanoTime()));
                return late(timeout, "request is late");
            }
            if (isUnlucky(12) && isRetryable(append)) {
                late.add(new Late(node, node.life(), append, all.time.nanoTime()));
            }
            AppendOutcome outcome = deliver(node, append);
            all.turns().next("answer of " + address);
            if (isCut(from, node) || isUnlucky(8)) {
                return isUnlucky(2)
                        ? late(timeout, "answer was lost")
                        : new AppendOutcome.Unknown("connection broke", false);
            }
            return outcome;
        } catch (IOException e) {
            return new AppendOutcome.Unknown(e.toString(), false);
        }
    }

    private AppendOutcome late(Duration timeout, String reason) throws IOException {
        all.await(timeout);
        return new AppendOutcome.Unknown(reason, true);
    }

    private AppendOutcome deliver(Node node, Append append) throws IOException {
        SteppedIngester ingester = node.ingester();
        if (ingester == null) {
            return new AppendOutcome.Refused(Refusal.NOT_HERE, "not yet there");
        }
        boolean dies = isUnlucky(25);
        if (dies) {
            node.failSoon();
        }
        int life = node.life();
        AppendOutcome outcome =
                ingester.appends().append(append.partition(), append.tenant(), append.records());
        all.trace().tell("%s, marked: %s: %s".formatted(node.id, read(append).isMarked(), outcome));
        if (dies && node.life() == life) {
            node.crash();
            all.trace().tell("crash of %s in an append".formatted(node.id));
        }
        return node.life() == life ? outcome : new AppendOutcome.Unknown("it died", false);
    }

    private static BatchRecord read(Append append) throws IOException {
        return RecordCodec.decode(new LogRecord(0, 0, append.records().getFirst()));
    }

    /// What has no id of its own is sent once: nothing tells a copy of it.
    private static boolean isRetryable(Append append) throws IOException {
        return read(append).batch().profiles().getFirst().isRetryable();
    }

    /// Lets one of the late messages arrive.
    ///
    /// @return whether there was one
    boolean arrive() throws IOException {
        if (late.isEmpty()) {
            return false;
        }
        Late one = late.remove(random.nextInt(late.size()));
        boolean isLost = all.time.nanoTime() - one.sentNanos > Clients.DELAYS.toNanos();
        if (one.node.life() == one.life && !isLost) {
            if (one.node.isPaused) {
                late.add(one);
                return false;
            }
            all.trace().tell("late append to " + one.node.id);
            deliver(one.node, one.append);
        }
        return true;
    }

    /// The owner of a partition as a querier asks it.
    RemoteOwner owner(Gate from, String address, String partition) {
        return new Owner(from, all.node(address), partition);
    }

    private final class Owner implements RemoteOwner {

        private final Gate from;
        private final Node node;
        private final String partition;

        Owner(Gate from, Node node, String partition) {
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
            return node.address();
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
            SteppedIngester ingester = node.ingester();
            if (ingester == null || node.isPaused || isCut(from.id, node) || isUnlucky(25)) {
                throw new PeerFailedException(address(), "it does not answer", null);
            }
            if (!partition.equals(node.partition)) {
                throw new PartitionMovedException(partition);
            }
            List<ProfileSource> sources =
                    ingester.read(tenant, fromPosition).stream()
                            .map(source -> HidingSource.over(source, hidden))
                            .toList();
            A answer =
                    question.answer(
                            from.engine.telling(failures),
                            repeats.over(sources, question.selection()),
                            cancellation);
            all.turns().next("hear of " + node.id);
            if (isUnlucky(25)) {
                throw new PeerFailedException(address(), "its answer was lost", null);
            }
            return answer;
        }
    }
}
