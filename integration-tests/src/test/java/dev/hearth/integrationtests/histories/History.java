// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.integrationtests.histories.Installation.Reader;
import dev.hearth.integrationtests.histories.Installation.Worker;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One random history: a seed says everything that happens.
final class History implements AutoCloseable {

    private static final int REMEMBERED = 400;
    private static final int ATTEMPTS = 4;

    /// Pushes of which copies are sent elsewhere.
    private static final int RECENT = 8;

    private final RandomGenerator random;
    private final NaiveModel model = new NaiveModel();
    private final Deque<String> events = new ArrayDeque<>();
    private final Installation all;
    private final SimulatedTime time;
    private final SimulatedStore store;
    private final List<SimulatedPartition> partitions;
    private final List<Reader> readers;
    private final List<Worker> workers;
    private final PushMaker pushes;
    private final Pace pace;
    private final Sleepers sleepers;
    private final boolean hasJumps;
    private final boolean isShort;
    private int step;
    private int answers;
    private int refusals;

    /// @param scratch folder for files that are being made
    History(long seed, Path scratch) throws IOException {
        random = new SplittableRandom(seed);
        hasJumps = random.nextInt(3) == 0;
        all = new Installation(random, scratch);
        time = all.time;
        store = all.store;
        partitions = all.partitions;
        readers = all.readers;
        workers = all.workers;
        pushes = new PushMaker(random);
        pace = new Pace(random, store, random.nextInt(4) > 0);
        sleepers = new Sleepers(this, all, random);
        isShort = pace.isSleepy() && random.nextInt(3) > 0;
    }

    /// What happened last, one thing a line.
    String story() {
        return String.join("\n", events);
    }

    /// Queries that were answered.
    int answers() {
        return answers;
    }

    /// Queries that failed, as they may while something is away.
    int refusals() {
        return refusals;
    }

    /// Whether it is short, and those who sleep do so where it matters.
    boolean isShort() {
        return isShort;
    }

    /// Whether clocks on walls are set.
    boolean hasJumps() {
        return hasJumps;
    }

    void tell(String event) {
        events.add(model.next() + ": " + event);
        if (events.size() > REMEMBERED) {
            events.removeFirst();
        }
    }

    /// Lives it, from an empty store to one that has come to rest.
    void live(int steps) throws IOException {
        int count = isShort ? steps / 10 : pace.isSleepy() ? steps / 2 : steps;
        for (step = 0; step < count; step++) {
            if (isShort) {
                shortStep();
            } else if (pace.isSleepy()) {
                sleepyStep();
            } else {
                step();
            }
        }
        settle();
    }

    private void shortStep() throws IOException {
        startAll();
        int partition = random.nextInt(partitions.size());
        switch (random.nextInt(8)) {
            case 0 -> sleepers.owner(partition);
            case 1 -> sleepers.deletion(partition);
            case 2 -> sleepers.query(partition);
            case 3 -> {
                all.waiting().forEach(Turns.Task::finish);
                sleepers.shortQuery(partition);
            }
            case 4 -> {
                push(partition);
                cutAndRelease(partition);
            }
            case 5 -> all.waiting().forEach(Turns.Task::finish);
            case 6 -> rest();
            default -> {
                if (random.nextInt(6) == 0) {
                    push(partitions.size() - 1);
                    retire();
                    sleepers.askAll();
                } else {
                    sleepyStep();
                }
            }
        }
    }

    private void startAll() {
        for (SimulatedPartition partition : partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                if (!partition.isUp(owner) && partition.task(owner) == null) {
                    partition.start(owner);
                    finish(partition.task(owner));
                }
            }
        }
    }

    private void sleepyStep() throws IOException {
        int partition = random.nextInt(partitions.size());
        switch (random.nextInt(36)) {
            case 32 -> sleepers.owner(partition);
            case 33 -> sleepers.deletion(partition);
            case 34 -> sleepers.query(partition);
            case 35 -> sleepers.shortQuery(partition);
            case 0, 1, 2, 3, 4 -> push(partition);
            case 5 -> pushAgain();
            case 6 -> pushAndCrash(partition);
            case 7, 8, 9, 10 -> work(partition, true);
            case 11, 12 -> cutAndRelease(partition);
            case 13, 14, 15, 16, 17 -> compact(aWorker());
            case 18, 19 -> ask(readers.get(random.nextInt(readers.size())));
            case 20, 21, 22 -> goOn();
            case 23 -> crash(partition);
            case 24 -> restartSomeone();
            case 25 -> {
                if (random.nextInt(8) == 0) {
                    retire();
                }
            }
            case 26 -> delete(aWorker());
            case 27 -> pass(Duration.ofMinutes(10 + random.nextInt(60)));
            case 28 -> pass(Duration.ofMillis(random.nextInt(120_000)));
            case 29 -> rest();
            case 30 -> setClock();
            default -> tell("arrives: %s".formatted(store.arrive()));
        }
    }

    /// Hours in which those compactors that are awake do what is due, and nobody else does
    /// anything.
    void rest() {
        for (int i = 0; i < 3; i++) {
            for (Worker worker : workers) {
                if (worker.isIdle()) {
                    compact(worker, false);
                    finish(worker.task);
                }
            }
            pass(Duration.ofMinutes(50));
        }
    }

    private void step() throws IOException {
        int partition = random.nextInt(partitions.size());
        switch (random.nextInt(52)) {
            case 0, 1, 2, 3, 4, 5, 6 -> push(partition);
            case 7, 8 -> pushAgain();
            case 9 -> pushAndCrash(partition);
            case 10, 11, 12 -> work(partition, false);
            case 13, 14, 15 -> work(partition, true);
            case 16, 17, 18, 19, 20, 21 -> ask(readers.get(random.nextInt(readers.size())));
            case 22, 23, 24, 25, 26, 27, 28, 29, 30 -> goOn();
            case 31 -> crash(partition);
            case 32, 33, 34 -> pass(Duration.ofMillis(random.nextInt(120_000)));
            case 35 -> pass(Duration.ofMinutes(random.nextInt(180)));
            case 36 -> setClock();
            case 37, 38, 39, 40, 41, 42 -> compact(aWorker());
            case 43 -> delete(aWorker());
            case 44 -> restartSomeone();
            case 45, 46, 47 -> cutAndRelease(partition);
            default -> tell("arrives: %s".formatted(store.arrive()));
        }
    }

    private int anOwner(int partition) {
        return random.nextInt(partitions.get(partition).owners());
    }

    void push(int number) {
        SimulatedPartition partition = partitions.get(number);
        int owner = anOwner(number);
        if (!partition.isUp(owner)) {
            return;
        }
        Pushed pushed = pushes.next(number, model.next(), time.instant(), partition.appendMillis());
        model.add(pushed);
        push(partition, owner, pushed, false);
        if (random.nextInt(4) == 0) {
            pushElsewhere();
        }
    }

    private void push(SimulatedPartition partition, int owner, Pushed pushed, boolean isMarked) {
        boolean isAcked = partition.push(owner, pushed, isMarked);
        tell(
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
        List<Pushed> last =
                model
                        .pushes()
                        .subList(Math.max(0, model.pushes().size() - RECENT), model.pushes().size())
                        .stream()
                        .filter(one -> !one.isGone() && !model.isDeletionAsked(one))
                        .toList();
        if (last.isEmpty()) {
            return;
        }
        Pushed again = last.get(random.nextInt(last.size()));
        int number = random.nextInt(partitions.size());
        int owner = anOwner(number);
        if (number != again.partition && partitions.get(number).isUp(owner)) {
            again.sentTo(number);
            push(partitions.get(number), owner, again, true);
        }
    }

    /// A retry well within the window, of something that nobody deletes meanwhile.
    private void pushAgain() {
        List<Pushed> all =
                model.pushes().stream()
                        .filter(one -> one.batch.profiles().getFirst().isRetryable())
                        .filter(one -> !one.isGone() && !model.isDeletionAsked(one))
                        .filter(this::isInWindow)
                        .toList();
        if (!all.isEmpty()) {
            Pushed again = all.get(random.nextInt(all.size()));
            int owner = anOwner(again.partition);
            if (partitions.get(again.partition).isUp(owner)) {
                push(partitions.get(again.partition), owner, again, false);
            }
        }
    }

    private boolean isInWindow(Pushed pushed) {
        long now = partitions.get(pushed.partition).appendMillis();
        return now - pushed.appendMillis <= SteppedIngester.RETRY_WINDOW.toMillis();
    }

    private void pushAndCrash(int number) throws IOException {
        SimulatedPartition partition = partitions.get(number);
        if (partition.isOnDisk() && partition.isUp(0)) {
            partition.failSoon();
            push(number);
            crash(number);
            pushElsewhere();
        }
    }

    /// Ends an owner; it may start again at once.
    private void crash(int number) throws IOException {
        crash(number, anOwner(number));
    }

    void crash(int number, int owner) throws IOException {
        partitions.get(number).crash(owner);
        tell("crash of owner %d of %s".formatted(owner, partitions.get(number).partition()));
        long now = model.next();
        model.pushes().forEach(pushed -> pushed.crashed(number, now));
        if (random.nextBoolean()) {
            partitions.get(number).start(owner);
        }
    }

    /// Gives an owner that has nothing to do something.
    private void work(int number, boolean isAll) {
        SimulatedPartition partition = partitions.get(number);
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

    private Worker aWorker() {
        return workers.get(random.nextInt(workers.size()));
    }

    /// Lets a compactor that has nothing to do begin to do what is due.
    private void compact(Worker worker) {
        if (worker.isIdle()) {
            compact(worker, !store.isLagging() && random.nextInt(4) == 0);
        }
        go(worker.task);
    }

    void compact(Worker worker, boolean isForced) {
        String name =
                "compaction %d of worker %d, forced: %s"
                        .formatted(model.next(), workers.indexOf(worker), isForced);
        SteppedCompactor compactor = worker.compactor;
        worker.task =
                all.turns
                .new Task(
                        name,
                        () -> {
                            try {
                                tell("%s did %s".formatted(name, compactor.run(isForced)));
                            } catch (IOException e) {
                                requireHonest(e);
                                tell("%s fails: %s".formatted(name, e));
                            }
                        });
    }

    /// Asks for a deletion.
    private void delete(Worker worker) {
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
        boolean isWhole = random.nextInt(4) == 0;
        Question what =
                isWhole
                        ? Question.everything(time.instant())
                        : Question.random(random, time.instant());
        NaiveModel.Deletion deletion = model.delete(tenant, what);
        SteppedCompactor compactor = worker.compactor;
        String name = "deletion %d of %s".formatted(deletion.asked, tenant);
        tell("%s asks for %s".formatted(name, isWhole ? "all" : what));
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
                            tell("%s is acknowledged".formatted(name));
                        });
        return tenant;
    }

    private void restartSomeone() {
        if (random.nextBoolean()) {
            restart(aWorker());
        } else {
            restart(readers.get(random.nextInt(readers.size())));
        }
    }

    /// Takes a partition out of the ring, if all that it has is in storage; by then listings show
    /// it.
    private void retire() throws IOException {
        if (partitions.getLast().retire()) {
            tell("%s is retired".formatted(partitions.getLast().partition()));
            pass(SimulatedStore.LONGEST_LAG);
        }
    }

    /// Ends a compactor, and starts one that knows nothing.
    private void restart(Worker worker) {
        tell("crash of worker %d".formatted(workers.indexOf(worker)));
        all.restart(worker);
    }

    /// Ends a querier, and starts one that knows nothing.
    void restart(Reader reader) {
        tell("crash of reader %d".formatted(readers.indexOf(reader)));
        all.restart(reader);
    }

    /// Cuts all, and lets it go after the grace, as happens while others sleep.
    void cutAndRelease(int number) {
        for (int owner = 0; owner < partitions.get(number).owners(); owner++) {
            cutAndRelease(number, owner);
        }
    }

    void cutAndRelease(int number, int owner) {
        SimulatedPartition partition = partitions.get(number);
        if (partition.isFree(owner)) {
            partition.cut(owner, true);
            finish(partition.task(owner));
            pass(Duration.ofSeconds(61));
            partition.cut(owner, false);
            finish(partition.task(owner));
            tell("owner %d of %s has cut and let go".formatted(owner, partition.partition()));
        }
    }

    private void ask(Reader reader) {
        Turns.Task task = reader.task;
        if (task == null || task.isDone()) {
            TenantId tenant = PushMaker.TENANTS.get(random.nextInt(PushMaker.TENANTS.size()));
            ask(reader, tenant, Question.random(random, time.instant()));
        }
        go(reader.task);
    }

    void ask(Reader reader, TenantId tenant, Question question) {
        NaiveModel.Asked asked =
                new NaiveModel.Asked(tenant, question, model.next(), time.instant());
        reader.asked = asked;
        String name = "query %d of %s".formatted(asked.begun, tenant);
        reader.task = all.turns.new Task(name, () -> answer(reader, asked));
        tell("%s asks %s".formatted(name, question));
    }

    private void answer(Reader reader, NaiveModel.Asked asked) throws IOException {
        try {
            asked.see(time.instant());
            Answer answer =
                    reader.querier.query(
                            asked.tenant,
                            reader.engine,
                            asked.question.selection(),
                            sources -> Answer.of(reader.engine, sources, asked.question));
            model.check(asked, answer, time.latest());
            answers++;
            tell("query %d is answered: %d stacks".formatted(asked.begun, answer.tree().size()));
        } catch (IOException e) {
            requireHonest(e);
            refusals++;
            tell("query %d fails: %s".formatted(asked.begun, e));
            throw e;
        }
    }

    /// Nothing damages bytes here: whoever says that some are wrong has read something that is not
    /// what it should be.
    private static void requireHonest(IOException failure) {
        if (failure.getClass().getSimpleName().startsWith("Corrupt")) {
            throw new AssertionError("nothing is corrupt here", failure);
        }
    }

    /// Lets something that waits go on.
    private void goOn() {
        List<Turns.Task> waiting =
                all.waiting().stream().filter(task -> pace.isAwake(task, step)).toList();
        if (!waiting.isEmpty()) {
            go(waiting.get(random.nextInt(waiting.size())));
        }
    }

    private void go(Turns.@Nullable Task task) {
        if (task != null && !task.isDone() && pace.isAwake(task, step)) {
            boolean isReading = readers.stream().anyMatch(reader -> reader.task == task);
            tell("%s %s".formatted(task, pace.go(task, isReading, step)));
        }
    }

    void pass(Duration span) {
        time.pass(span);
        tell("%s pass".formatted(span));
    }

    private void setClock() {
        if (hasJumps) {
            Duration by = Duration.ofMinutes(random.nextInt(-90, 120));
            time.set(by);
            for (Reader reader : readers) {
                if (reader.asked != null) {
                    reader.asked.see(time.instant());
                }
            }
            tell("clock is set by %s".formatted(by));
        }
    }

    /// Lets everything come to its end, and compares everything.
    private void settle() throws IOException {
        tell("settles");
        store.setCalm(true);
        for (Turns.Task task : all.waiting()) {
            task.finish();
        }
        pass(SimulatedStore.LONGEST_LAG);
        while (!store.arrive().isEmpty()) {
            tell("a late put arrives");
        }
        if (!isShort) {
            askAll();
        }
        for (int i = 0; i < partitions.size(); i++) {
            for (int owner = 0; owner < partitions.get(i).owners(); owner++) {
                partitions.get(i).cut(owner, true);
                finish(partitions.get(i).task(owner));
            }
        }
        askAll();
        if (!isShort) {
            compactAll();
        }
        store.setLagging(false);
        cleanAll();
    }

    private void compactAll() {
        for (int i = 0; i < 2; i++) {
            for (Worker worker : workers) {
                compact(worker, false);
                finish(worker.task);
                pass(SteppedCompactor.DELETION_DELAY.plusMinutes(20));
            }
        }
        askAll();
    }

    /// Has everything done that there is to do, and looks for what is left over.
    private void cleanAll() throws IOException {
        TenantId tenant = PushMaker.TENANTS.getFirst();
        Worker first = workers.getFirst();
        boolean isDeleted = random.nextInt(3) == 0;
        if (isDeleted) {
            NaiveModel.Deletion deletion =
                    model.delete(tenant, Question.everything(time.instant()));
            first.compactor.deleteTenant(tenant);
            deletion.acked = model.next();
            tell("all of %s is deleted".formatted(tenant));
        }
        for (int i = 0; i < 2; i++) {
            for (Worker worker : workers) {
                pass(SteppedCompactor.PENDING_TIMEOUT);
                tell("worker at last did %s".formatted(worker.compactor.run(true)));
            }
        }
        Leftovers leftovers = new Leftovers(store, time::nanoTime);
        leftovers.check();
        if (isDeleted) {
            leftovers.checkGone(tenant);
        }
        for (TenantId each : PushMaker.TENANTS) {
            NaiveModel.Asked asked =
                    new NaiveModel.Asked(
                            each,
                            Question.everything(time.instant()),
                            model.next(),
                            time.instant());
            Answer stored =
                    Answer.of(readers.getFirst().engine, leftovers.sources(each), asked.question);
            model.check(asked, stored, time.latest());
        }
        askAll();
    }

    private void bringUp() {
        for (SimulatedPartition partition : partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                if (!partition.isUp(owner)) {
                    partition.start(owner);
                } else {
                    partition.cut(owner, false);
                }
                finish(partition.task(owner));
                if (!partition.isUp(owner) && !partition.isRetired()) {
                    throw new AssertionError("owner does not start");
                }
            }
        }
    }

    /// Nothing may fail any more, but that an owner has to begin anew after the other has cut.
    private void askAll() {
        for (Reader reader : readers) {
            for (TenantId tenant : PushMaker.TENANTS) {
                int before = answers;
                for (int i = 0; i < ATTEMPTS && answers == before; i++) {
                    bringUp();
                    ask(reader, tenant, Question.everything(time.instant()));
                    finish(reader.task);
                    pass(Duration.ofMinutes(1));
                }
                if (answers == before) {
                    throw new AssertionError("a query fails though nothing is wrong");
                }
            }
        }
    }

    /// Lets somebody fall asleep before an operation.
    ///
    /// @param part what its name has in it
    /// @param skipped how many such operations are done before
    void fallAsleep(Turns.@Nullable Task task, String part, int skipped) {
        if (task != null) {
            tell("%s stops at %s".formatted(task, pace.fallAsleep(task, part, skipped, step)));
        }
    }

    static void finish(Turns.@Nullable Task task) {
        if (task != null) {
            task.finish();
        }
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
