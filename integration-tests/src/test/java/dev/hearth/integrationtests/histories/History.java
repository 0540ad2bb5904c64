// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.config.Limits;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.config.rules.StreamRetention;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.querier.DirectQuerier;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One random history: a seed says everything that happens.
final class History implements AutoCloseable {

    private static final int REMEMBERED = 400;
    private static final int ATTEMPTS = 4;

    private final RandomGenerator random;
    private final Turns turns = new Turns();
    private final SimulatedTime time = new SimulatedTime();
    private final NaiveModel model = new NaiveModel();
    private final Deque<String> events = new ArrayDeque<>();
    private final SimulatedStore store;
    private final PushMaker pushes;
    private final List<SimulatedPartition> partitions = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final boolean hasJumps;
    private final Path scratch;

    /// Until which step somebody sleeps.
    private final Map<Turns.Task, Integer> asleep = new HashMap<>();

    private int step;
    private int answers;
    private int refusals;

    /// A querier, which does one query at a time.
    private static final class Reader {
        final QueryPool pool = new QueryPool(1);
        final QueryEngine engine = new QueryEngine(pool);
        final DirectQuerier querier;
        Turns.@Nullable Task task;
        NaiveModel.@Nullable Asked asked;

        Reader(DirectQuerier querier) {
            this.querier = querier;
        }
    }

    /// A process that compacts and deletes, one thing at a time.
    private static final class Worker {
        SteppedCompactor compactor;
        Turns.@Nullable Task task;

        Worker(SteppedCompactor compactor) {
            this.compactor = compactor;
        }
    }

    /// @param scratch folder for files that are being made
    History(long seed, Path scratch) throws IOException {
        this.scratch = scratch;
        random = new SplittableRandom(seed);
        hasJumps = random.nextInt(3) == 0;
        store = new SimulatedStore(turns, time, random, random.nextInt(3) > 0);
        pushes = new PushMaker(random);
        Limits limits = History::limits;
        for (int i = 0; i < 2; i++) {
            partitions.add(
                    new SimulatedPartition(
                            random.nextBoolean(), turns, time, store, random, limits));
        }
        for (int i = 0; i < 2; i++) {
            List<PartitionOwner> owners = List.copyOf(partitions);
            readers.add(
                    new Reader(
                            new DirectQuerier(
                                    store,
                                    () -> owners,
                                    limits,
                                    SteppedCompactor.DELETION_DELAY,
                                    time,
                                    time::nanoTime)));
            workers.add(new Worker(compactor()));
        }
    }

    private SteppedCompactor compactor() {
        return new SteppedCompactor(
                store,
                History::limits,
                this::flush,
                SteppedIngester.RETRY_WINDOW,
                scratch,
                time,
                time::nanoTime,
                random);
    }

    private List<String> flush() throws IOException {
        List<String> flushed = new ArrayList<>();
        for (SimulatedPartition partition : partitions) {
            partition.flush();
            flushed.add(partition.partition());
        }
        return flushed;
    }

    private static TenantLimits limits(TenantId tenant) {
        TenantLimits defaults = TenantLimits.defaults();
        if (tenant.value().equals("a")) {
            return defaults;
        }
        return new TenantLimits(
                defaults.ingest(),
                defaults.labels(),
                defaults.profiles(),
                defaults.series(),
                defaults.relabel(),
                defaults.usage(),
                defaults.aggregation(),
                defaults.queries(),
                new RetentionLimits(
                        Duration.ofHours(12),
                        List.of(
                                new StreamRetention(
                                        Selector.parse("{service_name=\"s1\"}"),
                                        1,
                                        Duration.ofHours(3)))));
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

    private void tell(String event) {
        events.add(model.next() + ": " + event);
        if (events.size() > REMEMBERED) {
            events.removeFirst();
        }
    }

    /// Lives it, from an empty store to one that has come to rest.
    void live(int steps) throws IOException {
        for (step = 0; step < steps; step++) {
            step();
        }
        settle();
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
            case 44 -> restart(aWorker());
            case 45, 46, 47 -> cutAndRelease(partition);
            default -> tell("arrives: %s".formatted(store.arrive()));
        }
    }

    private int anOwner(int partition) {
        return random.nextInt(partitions.get(partition).owners());
    }

    private void push(int number) {
        SimulatedPartition partition = partitions.get(number);
        int owner = anOwner(number);
        if (!partition.isUp(owner)) {
            return;
        }
        Pushed pushed = pushes.next(number, model.next(), time.instant(), partition.appendMillis());
        model.add(pushed);
        push(partition, owner, pushed);
    }

    private void push(SimulatedPartition partition, int owner, Pushed pushed) {
        boolean isAcked = partition.push(owner, pushed);
        tell(
                "push p%d.. of %s to owner %d of %s: %s"
                        .formatted(
                                pushed.items.getFirst().number,
                                pushed.tenant,
                                owner,
                                partition.partition(),
                                isAcked));
        if (isAcked) {
            pushed.acked = Math.min(pushed.acked, model.next());
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
                push(partitions.get(again.partition), owner, again);
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
        }
    }

    /// Ends an owner; it may start again at once.
    private void crash(int number) throws IOException {
        int owner = anOwner(number);
        partitions.get(number).crash(owner);
        tell("crash of owner %d of %s".formatted(owner, partitions.get(number).partition()));
        long now = model.next();
        for (Pushed pushed : model.pushes()) {
            if (pushed.partition == number) {
                pushed.decided = Math.min(pushed.decided, now);
            }
        }
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
        Turns.Task task = worker.task;
        if (task == null || task.isDone()) {
            compact(worker, !store.isLagging() && random.nextInt(4) == 0);
        }
        go(worker.task);
    }

    private void compact(Worker worker, boolean isForced) {
        String name =
                "compaction %d of worker %d, forced: %s"
                        .formatted(model.next(), workers.indexOf(worker), isForced);
        SteppedCompactor compactor = worker.compactor;
        worker.task =
                turns
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
        Turns.Task task = worker.task;
        if (task != null && !task.isDone()) {
            return;
        }
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
                turns
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
        go(worker.task);
    }

    /// Ends a compactor, and starts one that knows nothing.
    private void restart(Worker worker) {
        tell("crash of worker %d".formatted(workers.indexOf(worker)));
        if (worker.task != null) {
            worker.task.kill();
        }
        worker.compactor = compactor();
    }

    /// Cuts all, and lets it go after the grace, as happens while others sleep.
    private void cutAndRelease(int number) {
        SimulatedPartition partition = partitions.get(number);
        for (int owner = 0; owner < partition.owners(); owner++) {
            if (partition.task(owner) == null && partition.isUp(owner)) {
                partition.cut(owner, true);
                finish(partition.task(owner));
                pass(Duration.ofSeconds(61));
                partition.cut(owner, false);
                finish(partition.task(owner));
                tell("owner %d of %s has cut and let go".formatted(owner, partition.partition()));
            }
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

    private void ask(Reader reader, TenantId tenant, Question question) {
        NaiveModel.Asked asked =
                new NaiveModel.Asked(tenant, question, model.next(), time.instant());
        reader.asked = asked;
        String name = "query %d of %s".formatted(asked.begun, tenant);
        reader.task = turns.new Task(name, () -> answer(reader, asked));
        tell("%s asks %s".formatted(name, question));
    }

    private void answer(Reader reader, NaiveModel.Asked asked) throws IOException {
        try {
            asked.see(time.instant());
            Answer answer =
                    reader.querier.query(
                            asked.tenant,
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
        List<Turns.Task> waiting = waiting().stream().filter(this::isAwake).toList();
        if (!waiting.isEmpty()) {
            go(waiting.get(random.nextInt(waiting.size())));
        }
    }

    private List<Turns.Task> waiting() {
        List<Turns.Task> waiting = new ArrayList<>();
        for (SimulatedPartition partition : partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                add(partition.task(owner), waiting);
            }
        }
        for (Reader reader : readers) {
            add(reader.task, waiting);
        }
        for (Worker worker : workers) {
            add(worker.task, waiting);
        }
        return waiting;
    }

    private boolean isAwake(Turns.Task task) {
        return asleep.getOrDefault(task, 0) <= step;
    }

    private static void add(Turns.@Nullable Task task, List<Turns.Task> to) {
        if (task != null && !task.isDone()) {
            to.add(task);
        }
    }

    private void go(Turns.@Nullable Task task) {
        if (task != null && !task.isDone() && isAwake(task)) {
            int operations =
                    switch (random.nextInt(5)) {
                        case 0 -> Integer.MAX_VALUE;
                        case 1, 2 -> random.nextInt(8);
                        case 3 -> random.nextInt(50);
                        default -> random.nextInt(200);
                    };
            task.go(operations);
            if (random.nextInt(3) == 0) {
                asleep.put(task, step + random.nextInt(40));
            }
            tell(
                    "%s goes on by %d operations, done: %s"
                            .formatted(task, operations, task.isDone()));
        }
    }

    private void pass(Duration span) {
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
        for (Turns.Task task : waiting()) {
            task.finish();
        }
        askAll();
        pass(SimulatedStore.LONGEST_LAG);
        while (!store.arrive().isEmpty()) {
            tell("a late put arrives");
        }
        askAll();
        for (int i = 0; i < partitions.size(); i++) {
            for (int owner = 0; owner < partitions.get(i).owners(); owner++) {
                partitions.get(i).cut(owner, true);
                finish(partitions.get(i).task(owner));
            }
        }
        askAll();
        compactAll();
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

    private void bringUp() {
        for (int i = 0; i < partitions.size(); i++) {
            for (int owner = 0; owner < partitions.get(i).owners(); owner++) {
                if (!partitions.get(i).isUp(owner)) {
                    partitions.get(i).start(owner);
                } else {
                    partitions.get(i).cut(owner, false);
                }
                finish(partitions.get(i).task(owner));
                if (!partitions.get(i).isUp(owner)) {
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

    private static void finish(Turns.@Nullable Task task) {
        if (task != null) {
            task.finish();
        }
    }

    @Override
    public void close() throws IOException {
        for (SimulatedPartition partition : partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                partition.crash(owner);
            }
        }
        for (Worker worker : workers) {
            if (worker.task != null) {
                worker.task.kill();
            }
        }
        for (Reader reader : readers) {
            if (reader.task != null) {
                reader.task.kill();
            }
            reader.pool.close();
        }
    }
}
