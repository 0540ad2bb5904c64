// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.disk.DiskFile;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.log.PartitionLog;
import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.RingName;
import dev.hearth.ring.SimulatedRing;
import dev.hearth.testing.CrashKind;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An ingester with a log on its own disk, and what it says of itself in the ring: in the order in
/// which the program does it.
final class Node {

    /// Longest until what is said in the ring is known to all who can hear it.
    static final Duration SPREAD = Duration.ofMillis(1500);

    private static final Path FOLDER = Path.of("/data/log");
    private static final int DRAIN_PATIENCE = 8;
    private static final int REGISTRATION_SECONDS = 10;

    final String id;
    final String partition;
    final SkewedClock clock;
    private final Shared shared;
    private final SimulatedDisk disk;
    private final RandomGenerator random;

    /// Null while no process runs.
    private SimulatedRing.@Nullable View view;

    private @Nullable Lifecycler lifecycler;
    private @Nullable PartitionLog log;
    private @Nullable SteppedIngester ingester;

    /// Counts the processes that there were.
    private int life;

    Turns.@Nullable Task task;
    boolean isPaused;
    private boolean isRetired;

    /// Whether it runs and takes nothing, since the ring was away when it came.
    private boolean waits;

    /// Since when others can have heard of it, if it waits.
    private @Nullable Instant heardSince;

    /// What all have in common.
    interface Shared {

        Turns turns();

        SimulatedRing ring();

        SteppedIngester ingester(PartitionLog log, SkewedClock clock);

        /// Lets a task wait.
        void await(Duration time) throws IOException;
    }

    Node(String id, Shared shared, RandomGenerator random, SkewedClock clock) throws IOException {
        this.id = id;
        this.shared = shared;
        this.random = random;
        this.clock = clock;
        this.partition = new UUID(random.nextLong(), random.nextLong()).toString();
        this.disk = new SimulatedDisk(random);
        disk.createDirectories(FOLDER);
        try (DiskFile file = disk.create(FOLDER.resolve("partition"))) {
            file.write(ByteBuffer.wrap(partition.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.forceDirectory(FOLDER);
    }

    /// Where it listens.
    String address() {
        return id;
    }

    boolean isRunning() {
        return view != null;
    }

    /// Whether it has left for good.
    boolean isRetired() {
        return isRetired;
    }

    boolean isIdle() {
        return task == null || task.isDone();
    }

    int life() {
        return life;
    }

    SimulatedRing.@Nullable View view() {
        return view;
    }

    /// Who answers and appends; null until the log is read.
    @Nullable SteppedIngester ingester() {
        return ingester;
    }

    /// Begins to start the process.
    void start() {
        life++;
        SimulatedRing.View mine = shared.ring().view(clock);
        view = mine;
        int mineLife = life;
        task =
                shared.turns()
                .new Task(
                        "start of " + id,
                        () -> {
                            try {
                                start(mine);
                            } catch (IOException e) {
                                if (life == mineLife) {
                                    end(); // it does not start without the store
                                }
                                throw e;
                            }
                        });
    }

    private void start(SimulatedRing.View mine) throws IOException {
        mine.hear();
        Lifecycler fresh =
                new Lifecycler(
                        RingName.INGESTERS,
                        new Instance(id, address(), ""),
                        mine,
                        LifecycleTimes.DEFAULTS,
                        clock);
        Member before = mine.known(RingName.INGESTERS).member(id);
        boolean wasOwner = before != null && before.partitions().contains(partition);
        fresh.own(partition, "", PartitionState.ACTIVE);
        lifecycler = fresh;
        PartitionLog opened =
                new TurningLog(
                        FileLog.open(
                                disk, new FileLogConfig(FOLDER, 2000, 1 << 14, 1 << 20), clock),
                        shared.turns());
        log = opened;
        SteppedIngester made = shared.ingester(opened, clock);
        made.recover();
        ingester = made;
        if (!wasOwner && !isRegistered(fresh)) {
            waits = true;
            return;
        }
        if (!wasOwner) {
            shared.await(SPREAD);
        }
        made.open();
        fresh.activate();
    }

    private boolean isRegistered(Lifecycler fresh) throws IOException {
        for (int i = 0; i < REGISTRATION_SECONDS && !fresh.isRegistered(); i++) {
            shared.await(Duration.ofSeconds(1));
            try {
                fresh.beat();
            } catch (IOException _) {
                // It is tried again.
            }
        }
        return fresh.isRegistered();
    }

    /// Begins a cut of what is due, or of everything.
    void cut(boolean isAll) {
        SteppedIngester working = ingester;
        if (working != null && isIdle()) {
            task =
                    shared.turns()
                    .new Task(
                            (isAll ? "flush of " : "cut of ") + id,
                            () -> {
                                if (isAll) {
                                    working.flush();
                                } else {
                                    working.cut();
                                }
                            });
        }
    }

    /// Begins to stop the process; its partition stays with its disk.
    void stop(boolean drains) {
        Lifecycler mine = lifecycler;
        SteppedIngester working = ingester;
        if (mine != null && working != null && isIdle()) {
            task =
                    shared.turns()
                    .new Task(
                            "stop of " + id,
                            () -> {
                                try {
                                    if (isRetired) {
                                        return;
                                    }
                                    waits = false;
                                    mine.startLeaving();
                                    if (drains) {
                                        drain(working);
                                        mine.disown(partition);
                                        shared.await(SPREAD);
                                    }
                                } finally {
                                    end();
                                }
                            });
        }
    }

    /// Begins to leave for good; the process goes on without its partition.
    void retire() {
        Lifecycler mine = lifecycler;
        SteppedIngester working = ingester;
        if (mine != null && working != null && isIdle()) {
            task =
                    shared.turns()
                    .new Task(
                            "retirement of " + id,
                            () -> {
                                waits = false;
                                mine.startLeaving();
                                drain(working);
                                mine.leave();
                                isRetired = true;
                            });
        }
    }

    private void drain(SteppedIngester working) throws IOException {
        for (int i = 0; !working.shut(); i++) {
            if (i == DRAIN_PATIENCE) {
                throw new IOException("appends still run");
            }
            shared.turns().next("wait for appends of " + id);
        }
        working.flush();
    }

    /// Says in the ring that it is there, as it does again and again.
    void beat() {
        Lifecycler mine = lifecycler;
        if (mine != null && !isPaused) {
            try {
                mine.beat();
                openIfHeard(mine);
            } catch (IOException _) {
                // The next one says it.
            }
        }
    }

    /// Takes appends at last, if it waits for the ring and others had the time to hear of it.
    private void openIfHeard(Lifecycler mine) {
        SteppedIngester working = ingester;
        if (!waits || working == null || !isIdle()) {
            return;
        }
        Instant now = clock.instant();
        Instant since = heardSince == null ? now : heardSince;
        heardSince = since;
        if (!since.plus(SPREAD).isAfter(now)) {
            waits = false;
            working.open();
            mine.activate();
        }
    }

    /// Lets the power go off a few steps of the disk from now.
    void failSoon() {
        disk.crashAtStep(disk.steps() + random.nextInt(4));
    }

    /// Ends the process in order.
    private void end() throws IOException {
        PartitionLog open = log;
        forget();
        if (open != null) {
            open.close();
        }
        disk.start(CrashKind.KEEPS_ALL);
    }

    private void forget() {
        SimulatedRing.View mine = view;
        if (mine != null) {
            mine.end();
        }
        life++;
        view = null;
        lifecycler = null;
        log = null;
        ingester = null;
        isPaused = false;
        waits = false;
        heardSince = null;
    }

    /// Ends the process at once, and the power may go off.
    void crash() throws IOException {
        PartitionLog open = log;
        Turns.Task running = task;
        disk.crashAtStep(disk.steps());
        forget();
        if (running != null && !running.isDone() && running != shared.turns().running()) {
            running.kill();
        }
        task = null;
        forget();
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // The power is off.
            }
        }
        List<CrashKind> kinds = List.of(CrashKind.values());
        disk.start(kinds.get(random.nextInt(kinds.size())));
    }
}
