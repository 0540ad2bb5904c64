// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.integrationtests.histories.Installation.Reader;
import dev.hearth.integrationtests.histories.Installation.Worker;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What can be done in an installation. Each deed is told, and the model knows of it.
final class Deeds {

    /// Pushes of which copies are sent elsewhere.
    private static final int RECENT = 8;

    private final Installation all;
    private final NaiveModel model;
    private final Story story;
    private final Pace pace;
    private final PushMaker pushes;
    private final RandomGenerator random;

    Deeds(
            Installation all,
            NaiveModel model,
            Story story,
            Pace pace,
            PushMaker pushes,
            RandomGenerator random) {
        this.all = all;
        this.model = model;
        this.story = story;
        this.pace = pace;
        this.pushes = pushes;
        this.random = random;
    }

    static void finish(Turns.@Nullable Task task) {
        if (task != null) {
            task.finish();
        }
    }

    Worker aWorker() {
        return all.workers.get(random.nextInt(all.workers.size()));
    }

    private int anOwner(int partition) {
        return random.nextInt(all.partitions.get(partition).owners());
    }

    void startAll() {
        for (SimulatedPartition partition : all.partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                if (!partition.isUp(owner) && partition.task(owner) == null) {
                    partition.start(owner);
                    finish(partition.task(owner));
                }
            }
        }
    }

    /// Hours in which those compactors that are awake do what is due, and nobody else does
    /// anything.
    void rest() {
        for (int i = 0; i < 3; i++) {
            for (Worker worker : all.workers) {
                if (worker.isIdle()) {
                    compact(worker, false);
                    finish(worker.task);
                }
            }
            pass(Duration.ofMinutes(50));
        }
    }

    void push(int number) {
        push(number, pushes.aTenant());
    }

    void push(int number, TenantId tenant) {
        SimulatedPartition partition = all.partitions.get(number);
        int owner = anOwner(number);
        if (!partition.isUp(owner)) {
            return;
        }
        Pushed pushed =
                pushes.next(
                        tenant, number, model.next(), all.time.instant(), partition.appendMillis());
        model.add(pushed);
        push(partition, owner, pushed, false);
        if (random.nextInt(4) == 0) {
            pushElsewhere();
        }
    }

    private void push(SimulatedPartition partition, int owner, Pushed pushed, boolean isMarked) {
        boolean isAcked = partition.push(owner, pushed, isMarked);
        story.tell(
                "push p%d.. of %s to owner %d of %s, marked: %s: %s"
                        .formatted(
                                pushed.items.getFirst().number,
                                pushed.tenant,
                                owner,
                                partition.partition(),
                                isMarked,
                                isAcked));
        if (isAcked) {
            pushed.acked = Math.min(pushed.acked, model.next());
        }
    }

    /// Sends one of the last pushes to another partition, as happens when the answer was lost. What
    /// somebody deletes meanwhile is not sent again.
    private void pushElsewhere() {
        List<Pushed> made = model.pushes();
        List<Pushed> last =
                made.subList(Math.max(0, made.size() - RECENT), made.size()).stream()
                        .filter(one -> !one.isGone() && !model.isDeletionAsked(one))
                        .toList();
        if (last.isEmpty()) {
            return;
        }
        Pushed again = last.get(random.nextInt(last.size()));
        int number = random.nextInt(all.partitions.size());
        int owner = anOwner(number);
        if (number != again.partition && all.partitions.get(number).isUp(owner)) {
            again.sentTo(number);
            push(all.partitions.get(number), owner, again, true);
        }
    }

    /// A retry well within the window, of something that nobody deletes meanwhile.
    void pushAgain() {
        List<Pushed> may =
                model.pushes().stream()
                        .filter(one -> one.batch.profiles().getFirst().isRetryable())
                        .filter(one -> !one.isGone() && !model.isDeletionAsked(one))
                        .filter(this::isInWindow)
                        .toList();
        if (!may.isEmpty()) {
            Pushed again = may.get(random.nextInt(may.size()));
            int owner = anOwner(again.partition);
            if (all.partitions.get(again.partition).isUp(owner)) {
                push(all.partitions.get(again.partition), owner, again, false);
            }
        }
    }

    private boolean isInWindow(Pushed pushed) {
        long now = all.partitions.get(pushed.partition).appendMillis();
        return now - pushed.appendMillis <= SteppedIngester.RETRY_WINDOW.toMillis();
    }

    void pushAndCrash(int number) throws IOException {
        SimulatedPartition partition = all.partitions.get(number);
        if (partition.isOnDisk() && partition.isUp(0)) {
            partition.failSoon();
            push(number);
            crash(number);
            pushElsewhere();
        }
    }

    /// Ends an owner; it may start again at once.
    void crash(int number) throws IOException {
        crash(number, anOwner(number));
    }

    void crash(int number, int owner) throws IOException {
        SimulatedPartition partition = all.partitions.get(number);
        partition.crash(owner);
        story.tell("crash of owner %d of %s".formatted(owner, partition.partition()));
        long now = model.next();
        model.pushes().forEach(pushed -> pushed.crashed(number, now));
        if (random.nextBoolean()) {
            partition.start(owner);
        }
    }

    /// Gives an owner that has nothing to do something.
    void work(int number, boolean isAll) {
        SimulatedPartition partition = all.partitions.get(number);
        int owner = anOwner(number);
        if (partition.task(owner) != null) {
            return;
        }
        if (partition.isUp(owner)) {
            partition.cut(owner, isAll);
        } else {
            partition.start(owner);
        }
        go(partition.task(owner));
    }

    /// Cuts all, and lets it go after the grace, as happens while others sleep.
    void cutAndRelease(int number) {
        for (int owner = 0; owner < all.partitions.get(number).owners(); owner++) {
            cutAndRelease(number, owner);
        }
    }

    void cutAndRelease(int number, int owner) {
        SimulatedPartition partition = all.partitions.get(number);
        if (partition.isFree(owner)) {
            partition.cut(owner, true);
            finish(partition.task(owner));
            pass(Duration.ofSeconds(61));
            partition.cut(owner, false);
            finish(partition.task(owner));
            story.tell("owner %d of %s has cut and let go".formatted(owner, partition.partition()));
        }
    }

    /// Takes a partition out of the ring, if all that it has is in storage; by then listings show
    /// it, or the indexes of all tenants know it.
    void retire() throws IOException {
        String partition = all.partitions.getLast().partition();
        if (all.partitions.getLast().retire()) {
            story.tell("%s is retired".formatted(partition));
            if (!all.isCovered(partition)) {
                pass(SimulatedStore.LONGEST_LAG);
            }
        }
    }

    /// Lets a compactor that has nothing to do begin to do what is due.
    void compact(Worker worker) {
        if (worker.isIdle()) {
            compact(worker, !all.store.isLagging() && random.nextInt(4) == 0);
        }
        go(worker.task);
    }

    void compact(Worker worker, boolean isForced) {
        String name =
                "compaction %d of worker %d, forced: %s"
                        .formatted(model.next(), all.workers.indexOf(worker), isForced);
        SteppedCompactor compactor = worker.compactor;
        worker.task =
                all.turns
                .new Task(
                        name,
                        () -> {
                            try {
                                story.tell("%s did %s".formatted(name, compactor.run(isForced)));
                            } catch (IOException e) {
                                Questions.requireHonest(e);
                                story.tell("%s fails: %s".formatted(name, e));
                            }
                        });
    }

    /// Asks for a deletion.
    void delete(Worker worker) {
        if (worker.isIdle()) {
            begin(worker);
            go(worker.task);
        }
    }

    /// As above, but does nothing yet.
    ///
    /// @return whose profiles
    TenantId begin(Worker worker) {
        TenantId tenant = PushMaker.TENANTS.get(random.nextInt(PushMaker.TENANTS.size()));
        begin(worker, tenant, random.nextInt(4) == 0);
        return tenant;
    }

    void begin(Worker worker, TenantId tenant, boolean isWhole) {
        Question what =
                isWhole
                        ? Question.everything(all.time.instant())
                        : Question.random(random, all.time.instant());
        NaiveModel.Deletion deletion = model.delete(tenant, what);
        SteppedCompactor compactor = worker.compactor;
        String name = "deletion %d of %s".formatted(deletion.asked, tenant);
        story.tell("%s asks for %s".formatted(name, isWhole ? "all" : what));
        worker.task =
                all.turns
                .new Task(
                        name,
                        () -> {
                            if (isWhole) {
                                compactor.deleteTenant(tenant);
                            } else {
                                compactor.delete(
                                        tenant, what.text(), what.startNanos(), what.endNanos());
                            }
                            deletion.acked = model.next();
                            story.tell("%s is acknowledged".formatted(name));
                        });
    }

    void restartSomeone() {
        if (random.nextBoolean()) {
            restart(aWorker());
        } else {
            restart(all.readers.get(random.nextInt(all.readers.size())));
        }
    }

    /// Ends a compactor, and starts one that knows nothing.
    void restart(Worker worker) {
        story.tell("crash of worker %d".formatted(all.workers.indexOf(worker)));
        all.restart(worker);
    }

    /// Ends a querier, and starts one that knows nothing.
    void restart(Reader reader) {
        story.tell("crash of reader %d".formatted(all.readers.indexOf(reader)));
        all.restart(reader);
    }

    void pass(Duration span) {
        all.time.pass(span);
        story.tell("%s pass".formatted(span));
    }

    void setClock() {
        Duration by = Duration.ofMinutes(random.nextInt(-90, 120));
        all.time.set(by);
        for (Reader reader : all.readers) {
            if (reader.asked != null) {
                reader.asked.see(all.time.instant());
            }
        }
        story.tell("clock is set by %s".formatted(by));
    }

    /// Lets something that waits go on.
    void goOn() {
        List<Turns.Task> waiting = all.waiting().stream().filter(pace::isAwake).toList();
        if (!waiting.isEmpty()) {
            go(waiting.get(random.nextInt(waiting.size())));
        }
    }

    void go(Turns.@Nullable Task task) {
        if (task != null && !task.isDone() && pace.isAwake(task)) {
            boolean isReading = all.readers.stream().anyMatch(reader -> reader.task == task);
            story.tell("%s %s".formatted(task, pace.go(task, isReading)));
        }
    }

    /// Lets somebody fall asleep before an operation.
    ///
    /// @param part what its name has in it
    /// @param skipped how many such operations are done before
    void fallAsleep(Turns.@Nullable Task task, String part, int skipped) {
        if (task != null) {
            story.tell("%s stops at %s".formatted(task, pace.fallAsleep(task, part, skipped)));
        }
    }
}
