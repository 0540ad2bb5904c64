// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.disk.DiskFile;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.log.PartitionLog;
import dev.hearth.model.TenantId;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.ProfileSource;
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
final class Node extends IngesterProcess {

    private static final Path FOLDER = Path.of("/data/log");
    private static final int DRAIN_PATIENCE = 8;
    private static final int REGISTRATION_SECONDS = 10;

    final String partition;
    private final Cluster all;
    private final SimulatedDisk disk;
    private final RandomGenerator random;

    /// Null while no process runs.
    private SimulatedRing.@Nullable View view;

    private @Nullable Lifecycler lifecycler;
    private @Nullable PartitionLog log;
    private @Nullable SteppedIngester ingester;

    /// Counts the processes that there were.
    private int life;

    /// Whether it runs and takes nothing, since the ring was away when it came.
    private boolean waits;

    /// Since when others can have heard of it, if it waits.
    private @Nullable Instant heardSince;

    Node(String id, Cluster all, RandomGenerator random, SkewedClock clock) throws IOException {
        super(id, clock);
        this.all = all;
        this.random = random;
        this.partition = new UUID(random.nextLong(), random.nextLong()).toString();
        this.disk = new SimulatedDisk(random);
        disk.createDirectories(FOLDER);
        try (DiskFile file = disk.create(FOLDER.resolve("partition"))) {
            file.write(ByteBuffer.wrap(partition.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.forceDirectory(FOLDER);
    }

    int life() {
        return life;
    }

    @Override
    SimulatedRing.@Nullable View view() {
        return view;
    }

    /// Who answers and appends; null until the log is read.
    @Nullable SteppedIngester ingester() {
        return ingester;
    }

    @Override
    void start() {
        life++;
        SimulatedRing.View mine = all.ring.view(clock);
        view = mine;
        int mineLife = life;
        task =
                all.turns
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
                        new Instance(id, id, ""),
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
                        all.turns);
        log = opened;
        SteppedIngester made = new SteppedIngester(opened, all.store, World::limits, clock);
        made.recover();
        ingester = made;
        if (!wasOwner && !isRegistered(fresh)) {
            waits = true;
            return;
        }
        if (!wasOwner) {
            all.await(World.SPREAD);
        }
        made.open();
        fresh.activate();
    }

    private boolean isRegistered(Lifecycler fresh) throws IOException {
        for (int i = 0; i < REGISTRATION_SECONDS && !fresh.isRegistered(); i++) {
            all.await(Duration.ofSeconds(1));
            try {
                fresh.beat();
            } catch (IOException _) {
                // It is tried again.
            }
        }
        return fresh.isRegistered();
    }

    @Override
    List<ProfileSource> read(String asked, TenantId tenant, long fromPosition) throws IOException {
        SteppedIngester working = ingester;
        if (working == null) {
            throw new PeerFailedException(id, "it does not answer", null);
        }
        if (!asked.equals(partition)) {
            throw new PartitionMovedException(asked);
        }
        return working.read(tenant, fromPosition);
    }

    /// Begins a cut of what is due, or of everything.
    void cut(boolean isAll) {
        SteppedIngester working = ingester;
        if (working != null && isIdle()) {
            task =
                    all.turns
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
                    all.turns
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
                                        all.await(World.SPREAD);
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
                    all.turns
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
            all.turns.next("wait for appends of " + id);
        }
        working.flush();
    }

    @Override
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
        if (!since.plus(World.SPREAD).isAfter(now)) {
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

    /// As the power may go off, too.
    @Override
    void crash() throws IOException {
        PartitionLog open = log;
        Turns.Task running = task;
        disk.crashAtStep(disk.steps());
        forget();
        if (running != null && !running.isDone() && running != all.turns.running()) {
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
