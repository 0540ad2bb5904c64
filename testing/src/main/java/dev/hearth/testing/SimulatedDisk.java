// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import dev.hearth.disk.Disk;
import dev.hearth.disk.DiskFile;
import dev.hearth.disk.FileLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A disk in memory that loses power on demand and then forgets whatever the contract of [Disk]
/// lets it forget: bytes that were not forced, sector by sector, and names whose folder was not
/// forced, one by one.
///
/// Everything that changes something is a *step*. [#crashAtStep] lets the power go off in the
/// middle of one; from then on every call throws [CrashException] until [#start]. Safe for many
/// threads.
public final class SimulatedDisk implements Disk {

    private final RandomGenerator random;

    /// Guarded by this object, like all below.
    private final Map<Path, Map<String, SimulatedFile>> folders = new HashMap<>();

    private final Map<Path, Map<String, SimulatedFile>> durableNames = new HashMap<>();
    private final Set<Path> locks = new HashSet<>();
    private long steps;
    private long crashStep = Long.MAX_VALUE;
    private boolean isOff;
    private int epoch;
    private long freeBytes = Long.MAX_VALUE;
    private boolean isFailingForce;
    private boolean isHoldingForces;
    private int forces;
    private int folderForces;

    /// An empty disk.
    ///
    /// @param random decides what a crash leaves
    public SimulatedDisk(RandomGenerator random) {
        this.random = random;
    }

    /// Steps taken so far.
    public synchronized long steps() {
        return steps;
    }

    /// Lets the power go off in step `step`, counted from 0 like [#steps].
    public synchronized void crashAtStep(long step) {
        crashStep = step;
    }

    /// Whether the power went off.
    public synchronized boolean isOff() {
        return isOff;
    }

    /// Turns the power off, if it is on, forgets, and turns it on again: what is left is durable.
    /// Or only ends the process, see [CrashKind#KEEPS_ALL]. Files and locks of before are closed.
    public synchronized void start(CrashKind kind) {
        isOff = false;
        crashStep = Long.MAX_VALUE;
        epoch++;
        locks.clear();
        if (kind == CrashKind.KEEPS_ALL) {
            return;
        }
        Set<SimulatedFile> files = new HashSet<>();
        durableNames.forEach((folder, names) -> {
            if (!names.isEmpty()) {
                makeFolders(folder);
            }
        });
        for (Map.Entry<Path, Map<String, SimulatedFile>> folder : folders.entrySet()) {
            Map<String, SimulatedFile> now = folder.getValue();
            Map<String, SimulatedFile> durable = durableNames(folder.getKey());
            Set<String> names = new TreeSet<>(now.keySet());
            names.addAll(durable.keySet());
            for (String name : names) {
                boolean isKept = kind == CrashKind.KEEPS_SOME && random.nextBoolean();
                SimulatedFile left = isKept ? now.get(name) : durable.get(name);
                if (left == null) {
                    now.remove(name);
                } else {
                    now.put(name, left);
                    files.add(left);
                }
            }
            durable.clear();
            durable.putAll(now);
        }
        files.forEach(file -> file.crash(random, kind == CrashKind.KEEPS_SOME));
    }

    /// Lets only `bytes` more be written; what goes beyond fails as on a full disk.
    public synchronized void limitSpace(long bytes) {
        freeBytes = bytes;
    }

    /// Lets every force fail, or no more.
    public synchronized void failForces(boolean isFailing) {
        isFailingForce = isFailing;
    }

    /// Lets forces of files wait until they are no longer held.
    public synchronized void holdForces(boolean isHolding) {
        isHoldingForces = isHolding;
        notifyAll();
    }

    private void awaitForce() {
        boolean isInterrupted = false;
        while (isHoldingForces) {
            try {
                wait();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Forces of files so far.
    public synchronized int forces() {
        return forces;
    }

    /// Forces of folders so far.
    public synchronized int folderForces() {
        return folderForces;
    }

    /// Overwrites a byte of a file, as a disk that goes bad does.
    public synchronized void damage(Path file, long offset, int with) {
        SimulatedFile found = folder(file).get(name(file));
        if (found == null) {
            throw new IllegalArgumentException("no file " + file);
        }
        byte[] bytes = found.read(0, found.size());
        bytes[Math.toIntExact(offset)] = (byte) with;
        found.truncate(0);
        found.append(bytes, bytes.length);
        found.force();
    }

    /// Counts a step.
    ///
    /// @return whether the power goes off in it; the caller then does the step in part or wholly or
    ///   not at all, and calls [#off]
    private boolean isLastStep() throws CrashException {
        checkOn();
        return steps++ >= crashStep;
    }

    private void checkOn() throws CrashException {
        if (isOff) {
            throw new CrashException("power is off");
        }
    }

    private CrashException off() {
        isOff = true;
        return new CrashException("power went off in step " + (steps - 1));
    }

    /// A step that happens or not.
    private boolean isDone(boolean isLast) {
        return !isLast || random.nextBoolean();
    }

    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        checkOn();
        if (folders.containsKey(directory.normalize())) {
            return;
        }
        boolean isLast = isLastStep();
        if (isDone(isLast)) {
            makeFolders(directory.normalize());
        }
        if (isLast) {
            throw off();
        }
    }

    private void makeFolders(Path directory) {
        for (Path at = directory; at != null; at = at.getParent()) {
            folders.computeIfAbsent(at, _ -> new TreeMap<>());
        }
    }

    @Override
    public synchronized DiskFile create(Path file) throws IOException {
        Map<String, SimulatedFile> folder = existingFolder(file);
        if (folder.containsKey(name(file))) {
            throw new FileAlreadyExistsException(file.toString());
        }
        boolean isLast = isLastStep();
        SimulatedFile made = new SimulatedFile();
        if (isDone(isLast)) {
            folder.put(name(file), made);
        }
        if (isLast) {
            throw off();
        }
        return new OpenFile(made, epoch);
    }

    @Override
    public synchronized DiskFile openForAppend(Path file) throws IOException {
        checkOn();
        return new OpenFile(find(file), epoch);
    }

    @Override
    public synchronized byte[] read(Path file) throws IOException {
        checkOn();
        return find(file).read(0, Integer.MAX_VALUE);
    }

    @Override
    public synchronized byte[] read(Path file, long offset, int length) throws IOException {
        checkOn();
        return find(file).read(offset, length);
    }

    @Override
    public synchronized long size(Path file) throws IOException {
        checkOn();
        SimulatedFile found = folder(file).get(name(file));
        return found == null ? -1 : found.size();
    }

    @Override
    public synchronized void link(Path file, Path name) throws IOException {
        SimulatedFile found = find(file);
        Map<String, SimulatedFile> folder = existingFolder(name);
        if (folder.containsKey(name(name))) {
            throw new FileAlreadyExistsException(name.toString());
        }
        boolean isLast = isLastStep();
        if (isDone(isLast)) {
            folder.put(name(name), found);
        }
        if (isLast) {
            throw off();
        }
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        SimulatedFile found = find(from);
        Map<String, SimulatedFile> folder = existingFolder(to);
        boolean isLast = isLastStep();
        if (isDone(isLast)) {
            folder(from).remove(name(from));
            folder.put(name(to), found);
        }
        if (isLast) {
            throw off();
        }
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        checkOn();
        if (!folder(file).containsKey(name(file))) {
            return;
        }
        boolean isLast = isLastStep();
        if (isDone(isLast)) {
            folder(file).remove(name(file));
        }
        if (isLast) {
            throw off();
        }
    }

    @Override
    public synchronized boolean deleteEmptyDirectory(Path directory) throws IOException {
        checkOn();
        Path folder = directory.normalize();
        if (!folders.containsKey(folder) || !list(folder).isEmpty()) {
            return false;
        }
        boolean isLast = isLastStep();
        if (isDone(isLast)) {
            folders.remove(folder);
        }
        if (isLast) {
            throw off();
        }
        return true;
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        checkOn();
        Path parent = directory.normalize();
        Set<String> names = new TreeSet<>(folders.getOrDefault(parent, Map.of()).keySet());
        for (Path folder : folders.keySet()) {
            if (parent.equals(folder.getParent())) {
                names.add(folder.getFileName() + "/");
            }
        }
        return new ArrayList<>(names);
    }

    @Override
    public synchronized Closeable lock(Path file) throws IOException {
        checkOn();
        Path path = file.normalize();
        if (!locks.add(path)) {
            throw new FileLockedException(file, null);
        }
        int lockEpoch = epoch;
        return () -> unlock(path, lockEpoch);
    }

    private synchronized void unlock(Path path, int lockEpoch) {
        if (lockEpoch == epoch) {
            locks.remove(path);
        }
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        checkOn();
        if (!folders.containsKey(directory.normalize())) {
            throw new NoSuchFileException(directory.toString());
        }
        boolean isLast = isLastStep();
        checkForce();
        folderForces++;
        if (isDone(isLast)) {
            Map<String, SimulatedFile> durable = durableNames(directory.normalize());
            durable.clear();
            durable.putAll(folders.getOrDefault(directory.normalize(), Map.of()));
        }
        if (isLast) {
            throw off();
        }
    }

    private void checkForce() throws IOException {
        if (isFailingForce) {
            throw new IOException("Input/output error");
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.normalize().getFileName());
    }

    private Map<String, SimulatedFile> durableNames(Path folder) {
        return durableNames.computeIfAbsent(folder, _ -> new TreeMap<>());
    }

    private @Nullable Map<String, SimulatedFile> folderOrNull(Path file) {
        Path parent = file.normalize().getParent();
        return parent == null ? null : folders.get(parent);
    }

    private Map<String, SimulatedFile> folder(Path file) {
        Map<String, SimulatedFile> folder = folderOrNull(file);
        return folder == null ? new TreeMap<>() : folder;
    }

    private Map<String, SimulatedFile> existingFolder(Path file) throws IOException {
        checkOn();
        Map<String, SimulatedFile> folder = folderOrNull(file);
        if (folder == null) {
            throw new NoSuchFileException(file.toString());
        }
        return folder;
    }

    private SimulatedFile find(Path file) throws IOException {
        checkOn();
        SimulatedFile found = folder(file).get(name(file));
        if (found == null) {
            throw new NoSuchFileException(file.toString());
        }
        return found;
    }

    /// A file that is open until the next start.
    private final class OpenFile implements DiskFile {

        private final SimulatedFile file;
        private final int openedIn;

        OpenFile(SimulatedFile file, int openedIn) {
            this.file = file;
            this.openedIn = openedIn;
        }

        private void checkOpen() throws IOException {
            checkOn();
            if (openedIn != epoch) {
                throw new CrashException("file was opened before the last start");
            }
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            synchronized (SimulatedDisk.this) {
                checkOpen();
                boolean isLast = isLastStep();
                byte[] more = new byte[bytes.remaining()];
                bytes.get(more);
                if (isLast) {
                    file.append(more, random.nextInt(more.length + 1));
                    throw off();
                }
                int fits = (int) Math.min(more.length, freeBytes);
                file.append(more, fits);
                freeBytes -= freeBytes == Long.MAX_VALUE ? 0 : fits;
                if (fits < more.length) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (SimulatedDisk.this) {
                checkOpen();
                boolean isLast = isLastStep();
                if (isDone(isLast)) {
                    file.truncate(Math.toIntExact(length));
                }
                if (isLast) {
                    throw off();
                }
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                awaitForce();
                checkOpen();
                boolean isLast = isLastStep();
                checkForce();
                forces++;
                if (isDone(isLast)) {
                    file.force();
                }
                if (isLast) {
                    throw off();
                }
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedDisk.this) {
                checkOpen();
                return file.size();
            }
        }

        @Override
        public void close() {}
    }
}
