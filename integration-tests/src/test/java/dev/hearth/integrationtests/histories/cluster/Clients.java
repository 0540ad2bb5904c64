// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.distributor.SteppedDistributor;
import dev.hearth.integrationtests.histories.SimulatedTime;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.querier.SteppedQuerier;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Those who push and ask, and what they were told.
final class Clients {

    /// How long after the first try a client may try again.
    private static final Duration RETRIES = Duration.ofMinutes(5);

    /// How long anything may be on its way. Both together are less than the time for which retries
    /// are recognised: nothing promises that what arrives later counts once.
    static final Duration DELAYS = RETRIES.dividedBy(2);

    private final RandomGenerator random;
    private final Turns turns;
    private final SimulatedTime time;
    private final Trace trace;
    private final Ledger ledger = new Ledger();

    /// When the pushes that are on their way were sent.
    private final Map<Turns.Task, Long> begun = new LinkedHashMap<>();

    private int answers;
    private int refusals;

    Clients(RandomGenerator random, Turns turns, SimulatedTime time, Trace trace) {
        this.random = random;
        this.turns = turns;
        this.time = time;
        this.trace = trace;
    }

    /// Queries that were answered.
    int answers() {
        return answers;
    }

    /// Queries that failed, as they may while something is away.
    int refusals() {
        return refusals;
    }

    TenantId aTenant() {
        return Push.TENANTS.get(random.nextInt(Push.TENANTS.size()));
    }

    /// A profile that nobody has pushed yet.
    Push next() {
        Push push = Push.random(ledger.pushes().size(), random, time.instant(), time.nanoTime());
        ledger.add(push);
        return push;
    }

    void push(Gate gate) {
        push(next(), gate);
    }

    /// A client tries again, or a message of his is doubled on its way.
    void pushAgain(Supplier<Gate> gate) {
        List<Push> may =
                ledger.pushes().stream()
                        .filter(push ->
                                push.isRetryable
                                        && time.nanoTime() - push.begunNanos < RETRIES.toNanos())
                        .toList();
        if (!may.isEmpty()) {
            push(may.get(random.nextInt(may.size())), gate.get());
        }
    }

    void push(Push push, Gate gate) {
        Turns.Task task = begin(push, gate);
        if (task != null) {
            go(task, gate.isPaused);
        }
    }

    /// Pushes up to where it would do something.
    ///
    /// @param part what the name of that has in it
    void pushUpTo(Push push, Gate gate, String part) {
        Turns.Task task = begin(push, gate);
        if (task != null && !gate.isPaused) {
            task.goTo(part, 0);
        }
    }

    private Turns.@Nullable Task begin(Push push, Gate gate) {
        SteppedDistributor distributor = gate.distributor;
        if (distributor == null) {
            return null;
        }
        String name = "push p%d of %s by %s".formatted(push.number, push.tenant, gate.id);
        Turns.Task task = turns.new Task(name, () -> push(push, distributor, name));
        gate.tasks.add(task);
        begun.put(task, time.nanoTime());
        trace.tell(name);
        return task;
    }

    private void push(Push push, SteppedDistributor distributor, String name) {
        try {
            distributor.push(push.tenant, push.batch);
            turns.next("ack");
            ledger.acked(push);
            trace.tell(name + " is acknowledged");
        } catch (IOException e) {
            trace.tell("%s fails: %s".formatted(name, e.getMessage()));
        }
    }

    /// Ends the pushes that have been on their way for too long.
    void giveUp() {
        begun.entrySet()
                .removeIf(push -> {
                    boolean isLate = time.nanoTime() - push.getValue() > DELAYS.toNanos();
                    if (isLate && !push.getKey().isDone()) {
                        trace.tell("%s is given up".formatted(push.getKey()));
                        push.getKey().kill();
                    }
                    return isLate;
                });
    }

    void go(Turns.@Nullable Task task, boolean isPaused) {
        if (task != null && !isPaused) {
            task.go(random.nextInt(3) == 0 ? random.nextInt(8) : Integer.MAX_VALUE);
        }
    }

    /// Lets somebody go on.
    void goOn(List<Turns.Task> waiting) {
        if (!waiting.isEmpty()) {
            Turns.Task task = waiting.get(random.nextInt(waiting.size()));
            trace.tell("on with " + task);
            go(task, false);
        }
    }

    /// Asks for everything; one query at a time.
    void ask(Gate gate, TenantId tenant) {
        ask(gate, tenant, false);
    }

    /// @param mayLack whether the answer may lack what cannot be read now
    void ask(Gate gate, TenantId tenant, boolean mayLack) {
        SteppedQuerier querier = gate.querier;
        if (querier == null || !gate.tasks.stream().allMatch(Turns.Task::isDone)) {
            return;
        }
        long asked = ledger.next();
        String name = "query %d of %s by %s".formatted(asked, tenant, gate.id);
        Turns.Task task = turns.new Task(name, () -> answer(querier, tenant, asked, name, mayLack));
        gate.tasks.add(task);
        trace.tell(name);
        go(task, gate.isPaused);
    }

    private void answer(
            SteppedQuerier querier, TenantId tenant, long asked, String name, boolean mayLack) {
        Selection everything =
                Selection.of(
                        new SeriesMatcher(Selector.parse("{}")), Long.MIN_VALUE, Long.MAX_VALUE);
        SteppedQuerier.Answer answer;
        try {
            answer = querier.tree(tenant, everything, mayLack);
        } catch (IOException e) {
            refusals++;
            trace.tell("%s fails: %s".formatted(name, e));
            return;
        }
        answers++;
        int found = ledger.check(tenant, asked, answer.tree(), answer.missing() == 0);
        trace.tell("%s has %d profiles, lacks %d parts".formatted(name, found, answer.missing()));
    }
}
