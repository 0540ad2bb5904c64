// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.config.Limits;
import dev.hearth.disk.DiskFile;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.log.PartitionLog;
import dev.hearth.model.TenantId;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.testing.CrashKind;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A partition and the processes that take themselves for its owner: one with a log in files, two
/// with a log that is shared.
final class SimulatedPartition implements PartitionOwner {

    private static final Path FOLDER = Path.of("/data/log");

    private final String id;
    private final Turns turns;
    private final SimulatedTime time;
    private final SimulatedStore store;
    private final RandomGenerator random;
    private final Limits limits;
    private final SimulatedDisk disk;
    private final @Nullable SharedLog shared;
    private final Owner[] owners;
    private final long maxFileBytes;

    private boolean isRetired;

    /// The latest append time.
    private long appendMillis;

    /// A process.
    private static final class Owner {
        @Nullable PartitionLog log;
        @Nullable SteppedIngester ingester;
        Turns.@Nullable Task task;
        boolean isUp;
    }

    SimulatedPartition(
            boolean isShared,
            Turns turns,
            SimulatedTime time,
            SimulatedStore store,
            RandomGenerator random,
            Limits limits)
            throws IOException {
        this.turns = turns;
        this.time = time;
        this.store = store;
        this.random = random;
        this.limits = limits;
        this.id = new UUID(random.nextLong(), random.nextLong()).toString();
        this.disk = new SimulatedDisk(random);
        this.maxFileBytes = random.nextBoolean() ? 500 : 2000;
        this.shared = isShared ? new SharedLog(id, time) : null;
        this.owners = new Owner[isShared ? 2 : 1];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = new Owner();
        }
        disk.createDirectories(FOLDER);
        try (DiskFile file = disk.create(FOLDER.resolve("partition"))) {
            file.write(ByteBuffer.wrap(id.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.forceDirectory(FOLDER);
    }

    int owners() {
        return owners.length;
    }

    boolean isUp(int owner) {
        return owners[owner].isUp;
    }

    Turns.@Nullable Task task(int owner) {
        Turns.Task task = owners[owner].task;
        return task == null || task.isDone() ? null : task;
    }

    /// Whether an owner is up and has nothing to do.
    boolean isFree(int owner) {
        return isUp(owner) && task(owner) == null;
    }

    /// Begins to start a process that is down.
    void start(int owner) {
        if (isRetired) {
            return;
        }
        Owner one = owners[owner];
        one.task =
                turns
                .new Task(
                        "start of owner %d of %s".formatted(owner, id),
                        () -> {
                            if (one.log == null) {
                                one.log = shared == null ? openFiles() : shared;
                            }
                            PartitionLog log = one.log;
                            SteppedIngester ingester =
                                    new SteppedIngester(log, store, limits, time);
                            ingester.recover();
                            one.ingester = ingester;
                            one.isUp = true;
                        });
    }

    private PartitionLog openFiles() throws IOException {
        return FileLog.open(disk, new FileLogConfig(FOLDER, maxFileBytes, 1 << 14, 1 << 20), time);
    }

    /// Begins a cut of what is due, or of everything.
    void cut(int owner, boolean isAll) {
        Owner one = owners[owner];
        SteppedIngester ingester = one.ingester;
        if (ingester != null) {
            one.task =
                    turns
                    .new Task(
                            "%s of owner %d of %s".formatted(isAll ? "flush" : "cut", owner, id),
                            () -> {
                                if (isAll) {
                                    ingester.flush();
                                } else {
                                    ingester.cut();
                                }
                            });
        }
    }

    /// Brings everything that is durable into segments, on behalf of the running task.
    ///
    /// @throws IOException if that cannot be done now
    void flush() throws IOException {
        for (Owner owner : owners) {
            SteppedIngester ingester = owner.ingester;
            boolean isIdle = owner.task == null || owner.task.isDone();
            if (ingester != null && isIdle) {
                owner.task = turns.running();
                ingester.flush();
                owner.task = null;
                return;
            }
        }
        throw new IOException("owner of " + id + " is away");
    }

    /// Pushes to a process that is up.
    ///
    /// @param isMarked whether another partition may have it, too
    /// @return whether it was acknowledged
    boolean push(int owner, Pushed pushed, boolean isMarked) {
        SteppedIngester ingester = owners[owner].ingester;
        if (ingester == null) {
            return false;
        }
        appendMillis = Math.max(appendMillis, time.millis());
        try {
            ingester.append(pushed.tenant, List.of(pushed.batch), isMarked);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// When a record would be appended that is pushed now.
    long appendMillis() {
        return Math.max(appendMillis, time.millis());
    }

    /// Lets the power go off a few steps of the disk from now.
    void failSoon() {
        disk.crashAtStep(disk.steps() + random.nextInt(3));
    }

    /// Whether nobody owns it any more: all that it has is in storage.
    boolean isRetired() {
        return isRetired;
    }

    /// Ends its owners for good, if nobody is at work and all can be brought into storage.
    ///
    /// @return whether that was so
    boolean retire() throws IOException {
        SteppedIngester ingester = owners[0].ingester;
        boolean isBusy = task(0) != null || task(owners.length - 1) != null;
        if (ingester == null || isBusy || isRetired) {
            return false;
        }
        try {
            ingester.flush();
        } catch (IOException _) {
            return false;
        }
        isRetired = true;
        for (int owner = 0; owner < owners.length; owner++) {
            crash(owner);
        }
        return true;
    }

    /// Whether the log is on this partition's own disk.
    boolean isOnDisk() {
        return shared == null;
    }

    /// Ends a process at once.
    void crash(int owner) throws IOException {
        Owner one = owners[owner];
        one.isUp = false;
        one.ingester = null;
        if (one.task != null) {
            one.task.kill();
            one.task = null;
        }
        PartitionLog log = one.log;
        one.log = null;
        if (shared == null) {
            disk.crashAtStep(disk.steps());
            if (log != null) {
                try {
                    log.close();
                } catch (IOException _) {
                    // The power is off.
                }
            }
            List<CrashKind> kinds = List.of(CrashKind.values());
            disk.start(kinds.get(random.nextInt(kinds.size())));
        }
    }

    @Override
    public String partition() {
        return id;
    }

    @Override
    public List<ProfileSource> read(TenantId tenant, long fromPosition) throws IOException {
        turns.next();
        Owner one = owners[random.nextInt(owners.length)];
        SteppedIngester ingester = one.ingester;
        if (ingester == null || !one.isUp) {
            throw new IOException("owner of " + id + " is away");
        }
        List<ProfileSource> sources = ingester.read(tenant, fromPosition);
        turns.next();
        return sources;
    }
}
