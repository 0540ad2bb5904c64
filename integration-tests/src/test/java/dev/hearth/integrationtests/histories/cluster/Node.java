// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.app.cluster.OwnerMembership;
import dev.hearth.app.cluster.SteppedOwner;
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
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.ring.SimulatedRing;
import dev.hearth.testing.CrashKind;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An ingester with a log on its own disk, and what it says of itself in the ring.
final class Node extends IngesterProcess {

    private static final Path DATA = Path.of("/data");
    private static final Path LOG = DATA.resolve("log");
    private static final int DRAIN_PATIENCE = 8;
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    final String partition;
    private final Cluster all;
    private final SimulatedDisk disk;
    private final RandomGenerator random;

    /// Null while no process runs.
    private @Nullable Running process;

    /// Who answers and appends; null until the log is read.
    private @Nullable SteppedIngester ingester;

    /// Counts the processes that there were.
    private int life;

    /// What ends with the process.
    private static final class Running {
        final SimulatedRing.View view;
        @Nullable PartitionLog log;
        @Nullable SteppedOwner owner;
        long triedNanos;

        Running(SimulatedRing.View view) {
            this.view = view;
        }
    }

    Node(String id, Cluster all, RandomGenerator random, SkewedClock clock) throws IOException {
        super(id, clock);
        this.all = all;
        this.random = random;
        this.partition = new UUID(random.nextLong(), random.nextLong()).toString();
        this.disk = new SimulatedDisk(random);
        disk.createDirectories(LOG);
        try (DiskFile file = disk.create(LOG.resolve("partition"))) {
            file.write(ByteBuffer.wrap(partition.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.forceDirectory(LOG);
    }

    int life() {
        return life;
    }

    @Override
    SimulatedRing.@Nullable View view() {
        Running mine = process;
        return mine == null ? null : mine.view;
    }

    @Nullable SteppedIngester ingester() {
        return ingester;
    }

    @Override
    void start() {
        life++;
        Running mine = new Running(all.ring.view(clock));
        process = mine;
        boolean drains = random.nextInt(4) > 0;
        int mineLife = life;
        task =
                all.turns
                .new Task(
                        "start of " + id,
                        () -> {
                            try {
                                start(mine, drains);
                            } catch (IOException e) {
                                if (life == mineLife) {
                                    end(); // it does not start without the store
                                }
                                throw e;
                            }
                        });
    }

    private void start(Running mine, boolean drains) throws IOException {
        mine.view.hear();
        SteppedOwner owner =
                new SteppedOwner(
                        place(mine.view),
                        partition,
                        new OwnLog(),
                        drains,
                        all.time::nanoTime,
                        span -> await(mine, span));
        mine.owner = owner;
        owner.enter();
        PartitionLog opened =
                new TurningLog(
                        FileLog.open(disk, new FileLogConfig(LOG, 2000, 1 << 14, 1 << 20), clock),
                        all.turns);
        mine.log = opened;
        SteppedIngester made = new SteppedIngester(opened, all.store, World::limits, clock);
        made.recover();
        ingester = made;
        owner.start();
    }

    private SteppedOwner.Place place(SimulatedRing.View view) {
        LifecycleTimes times = LifecycleTimes.DEFAULTS;
        Instance self = new Instance(id, id, "");
        return new SteppedOwner.Place(
                new Ring(RingName.INGESTERS, view, times.heartbeatTimeout(), clock),
                view,
                new Lifecycler(RingName.INGESTERS, self, view, times, clock),
                self.zone(),
                disk,
                DATA);
    }

    /// Lets time pass; what beats could not write they try again every second.
    private void await(Running mine, Duration span) throws IOException {
        all.await(span);
        SteppedOwner owner = mine.owner;
        boolean isDue = all.time.nanoTime() - mine.triedNanos >= RETRY_NANOS;
        if (owner != null && !owner.isRegistered() && isDue) {
            mine.triedNanos = all.time.nanoTime();
            owner.beat(true);
        }
    }

    /// As its process opens and empties it.
    private final class OwnLog implements OwnerMembership.Log {

        @Override
        public void open() {
            SteppedIngester working = ingester;
            if (working != null) {
                working.open();
            }
        }

        @Override
        public void drain() throws IOException {
            SteppedIngester working = ingester;
            if (working == null) {
                throw new IOException("process has ended");
            }
            for (int i = 0; !working.shut(); i++) {
                if (i == DRAIN_PATIENCE) {
                    throw new IOException("appends still run");
                }
                all.turns.next("wait for appends of " + id);
            }
            working.flush();
        }
    }

    @Override
    List<ProfileSource> read(String asked, TenantId tenant, long fromPosition) throws IOException {
        SteppedIngester working = ingester;
        if (working == null || isPaused) {
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
    void stop() {
        SteppedOwner owner = owner();
        if (owner != null && ingester != null && isIdle()) {
            task =
                    all.turns
                    .new Task(
                            "stop of " + id,
                            () -> {
                                try {
                                    owner.stop();
                                } finally {
                                    isRetired = owner.isRetired();
                                    end();
                                }
                            });
        }
    }

    /// Begins to leave for good; the process goes on without its partition.
    void retire() {
        SteppedOwner owner = owner();
        if (owner != null && ingester != null && isIdle()) {
            task =
                    all.turns
                    .new Task(
                            "retirement of " + id,
                            () -> {
                                owner.retire();
                                isRetired = true;
                            });
        }
    }

    private @Nullable SteppedOwner owner() {
        Running mine = process;
        return mine == null ? null : mine.owner;
    }

    @Override
    void beat() {
        SteppedOwner owner = owner();
        if (owner != null && !isPaused) {
            owner.beat(!isIdle());
        }
    }

    /// Lets the power go off a few steps of the disk from now.
    void failSoon() {
        disk.crashAtStep(disk.steps() + random.nextInt(4));
    }

    /// Ends the process in order.
    private void end() throws IOException {
        PartitionLog open = log();
        forget();
        if (open != null) {
            open.close();
        }
        disk.start(CrashKind.KEEPS_ALL);
    }

    private @Nullable PartitionLog log() {
        Running mine = process;
        return mine == null ? null : mine.log;
    }

    private void forget() {
        Running mine = process;
        if (mine != null) {
            mine.view.end();
        }
        life++;
        process = null;
        ingester = null;
        isPaused = false;
    }

    /// As the power may go off, too.
    @Override
    void crash() throws IOException {
        PartitionLog open = log();
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
