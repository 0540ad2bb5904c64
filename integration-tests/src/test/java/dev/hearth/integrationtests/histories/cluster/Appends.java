// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.ingester.SteppedIngester;
import dev.hearth.log.LogRecord;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.rpc.Append;
import dev.hearth.rpc.AppendOutcome;
import dev.hearth.rpc.AppendOutcome.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What distributors ask ingesters to append: loses, delays and doubles it, and loses answers.
final class Appends {

    private final Cluster all;
    private final RandomGenerator random;
    private final List<Late> late = new ArrayList<>();

    /// What arrives when nobody waits for it any more, unless the process has ended by then.
    private record Late(Node node, int life, Append append, long sentNanos) {}

    Appends(Cluster all, RandomGenerator random) {
        this.all = all;
        this.random = random;
    }

    private boolean isUnlucky(int often) {
        return all.links.isUnlucky(often);
    }

    private boolean isCut(String from, Node to) {
        return all.links.areCut(from, to.id);
    }

    /// Has a process append, and waits for its answer.
    AppendOutcome send(String from, String address, Append append, Duration timeout) {
        Node node = all.node(address);
        try {
            all.turns.next("send to " + address);
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
            all.turns.next("answer of " + address);
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
        all.trace.tell("%s, marked: %s: %s".formatted(node.id, read(append).isMarked(), outcome));
        if (dies && node.life() == life) {
            node.crash();
            all.trace.tell("crash of %s in an append".formatted(node.id));
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
            all.trace.tell("late append to " + one.node.id);
            deliver(one.node, one.append);
        }
        return true;
    }
}
