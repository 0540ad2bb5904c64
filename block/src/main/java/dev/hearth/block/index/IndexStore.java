// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The versions of one tenant's index in an object store. Safe for many threads and processes;
/// calls block, and those that wait for others end when they are interrupted.
///
/// What [#refresh] returns was the newest version at some moment of the call, whatever others do
/// meanwhile and however long this one slept. The proof is in `docs/formats/index-v1.md`.
public final class IndexStore {

    private static final int ATTEMPTS = 50;

    private final TenantId tenant;
    private final ObjectStore store;
    private final TenantLives lives;
    private final IndexVersions<TenantIndex> versions;
    private final VersionChain<TenantIndex> chain;
    private final VersionCleaner<TenantIndex> cleaner;
    private final ReentrantLock cleaning = new ReentrantLock();

    /// Reads nothing yet.
    ///
    /// @param store the caller closes it
    /// @param deletionDelay how long a superseded version stays: longer than any listing lags
    /// @param nanoTime a clock that nobody sets, such as [System#nanoTime]
    public IndexStore(
            TenantId tenant, ObjectStore store, Duration deletionDelay, LongSupplier nanoTime) {
        this(
                tenant,
                store,
                new TenantLives(store, deletionDelay, nanoTime),
                deletionDelay,
                nanoTime);
    }

    /// @param lives of all tenants of the store
    IndexStore(
            TenantId tenant,
            ObjectStore store,
            TenantLives lives,
            Duration deletionDelay,
            LongSupplier nanoTime) {
        this.tenant = tenant;
        this.store = store;
        this.lives = lives;
        this.versions = new IndexVersions<>(IndexKeys.prefix(tenant), store, new IndexJson(tenant));
        String name = "index of tenant \"%s\"".formatted(tenant);
        this.chain =
                new VersionChain<>(
                        name, store, versions, new IndexBeginning(tenant, store, lives, versions));
        this.cleaner = new VersionCleaner<>(store, versions, deletionDelay, nanoTime);
    }

    /// An index with its number.
    ///
    /// @param number 0 if there is none in the store
    public record Version(long number, TenantIndex index) {}

    /// A change of the index.
    @FunctionalInterface
    public interface Change {
        /// Returns the index as it should be. Called anew when somebody else was faster.
        ///
        /// @throws StaleIndexException if it does not fit any more
        TenantIndex apply(TenantIndex index) throws StaleIndexException;
    }

    /// Whose index it is.
    public TenantId tenant() {
        return tenant;
    }

    /// The life that the tenant lives; null if it lives none, as it does without an index.
    ///
    /// @throws CorruptIndexException if what tells it is damaged
    /// @throws IOException if the store fails
    public @Nullable String life() throws IOException {
        return lives.of(tenant);
    }

    /// Reads what was written since the last call, and returns the newest version.
    ///
    /// @throws CorruptIndexException if it is damaged or lost
    /// @throws IOException if the store fails
    public Version refresh() throws IOException {
        return version(chain.refresh());
    }

    /// Forgets what was read and begins at a listing.
    ///
    /// @throws CorruptIndexException if it is damaged or lost
    /// @throws IOException if the store fails
    public Version resynchronize() throws IOException {
        return version(chain.resynchronize());
    }

    private Version version(@Nullable IndexLink<TenantIndex> link) {
        return link == null
                ? new Version(0, TenantIndex.empty(tenant))
                : new Version(link.number(), link.content());
    }

    /// Applies a change to the newest version and writes the result as the next. A change that
    /// changes nothing writes nothing.
    ///
    /// @return the version that holds the change
    /// @throws StaleIndexException if the change does not fit, or somebody else went far ahead
    ///   while it was written; then nothing was changed
    /// @throws IOException if the store fails: the change may be written or not
    public Version update(Change change) throws IOException, StaleIndexException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            IndexLink<TenantIndex> before = chain.refresh();
            if (before == null) {
                Version begun = beginIfWanted(change);
                if (begun != null) {
                    return begun;
                }
                continue;
            }
            TenantIndex index = before.content();
            if (index.isEnded()) {
                throw new StaleIndexException(
                        "index of tenant \"%s\" has ended (expected to be deleted first)"
                                .formatted(tenant));
            }
            TenantIndex after = change.apply(index);
            if (after.equals(index)) {
                return version(before);
            }
            IndexLink<TenantIndex> written = chain.append(before, after.life(), after);
            if (written != null) {
                return version(written);
            }
        }
        throw new IOException(
                "index of tenant \"%s\" was changed by others %d times in a row"
                        .formatted(tenant, ATTEMPTS));
    }

    /// Writes the first version. What the change looks at, it looks at after it was asked which
    /// life the tenant lives; so whoever sleeps while a life begins and ends begins none of what he
    /// saw before.
    ///
    /// @return null if somebody was faster
    private @Nullable Version beginIfWanted(Change change) throws IOException, StaleIndexException {
        TenantLives.Seen seen = lives.see(tenant);
        TenantIndex nothing = TenantIndex.empty(tenant);
        TenantIndex first = change.apply(nothing);
        if (first.equals(nothing)) {
            return version(null);
        }
        String life = lives.begin(tenant, seen);
        if (life == null) {
            return null;
        }
        TenantIndex after = first.inLife(life);
        IndexLink<TenantIndex> written = chain.append(null, life, after);
        return written == null ? null : version(written);
    }

    /// Deletes old versions: all but the newest and the one before it, in order, each after it was
    /// seen superseded for the delay. Those of lives that are over go likewise.
    ///
    /// @param force deletes them at once; not for stores whose listings lag
    /// @return versions deleted
    /// @throws IOException if the store fails
    public int clean(boolean force) throws IOException {
        cleaning.lock();
        try {
            // Listed before the newest is read: so what is listed behind it follows nothing.
            List<IndexKeys.Name> names = versions.list();
            IndexLink<TenantIndex> last = chain.refresh();
            return last == null
                    ? cleaner.cleanStray(names, force)
                    : cleaner.clean(names, last, force);
        } finally {
            cleaning.unlock();
        }
    }

    /// Reads all versions, old ones too, to find damage.
    ///
    /// @param told of each key, with what is wrong with the version, or null
    /// @throws IOException if the store fails
    public void verifyVersions(BiConsumer<String, @Nullable IOException> told) throws IOException {
        versions.verify(told);
    }

    /// The life that the versions of the index tell of, if they can be read: for when nobody knows
    /// who lives. Null if there are none, or the index has ended.
    ///
    /// @throws CorruptIndexException if they are damaged
    /// @throws IOException if the store fails
    public @Nullable String lifeOfVersions() throws IOException {
        IndexLink<TenantIndex> any = versions.locateAny();
        List<IndexKeys.Name> names = versions.list();
        if (any == null && names.size() == 1) {
            any = versions.first(names.getFirst().previous());
        }
        IndexLink<TenantIndex> last = any == null ? null : versions.lastFrom(any);
        return last == null || last.content().isEnded() ? null : last.content().life();
    }

    /// Writes an index that was made anew from what else is in the store. If there is none that can
    /// be read, what is left of it is deleted first. One that could not be read only because nobody
    /// knew who lives stays. No compactor may run meanwhile.
    ///
    /// What the store holds is lost, and says so, until the index is whole: before anything is
    /// deleted the life is known that it belongs to.
    ///
    /// @param index of the life that the tenant is to live
    /// @param replaces number of the version that it may replace; 0 for none
    /// @param others lives of all others of which nobody knows, as [IndexCatalog#unknownWith] names
    ///   them
    /// @throws StaleIndexException if there is another version that can be read
    /// @throws IOException if the store fails: call again
    public Version rebuild(TenantIndex index, long replaces, Map<TenantId, String> others)
            throws IOException, StaleIndexException {
        boolean wasLost = isLost();
        restoreLife(index.life(), replaces, others);
        IndexLink<TenantIndex> before;
        try {
            before = chain.resynchronize();
        } catch (CorruptIndexException e) {
            for (IndexKeys.Name name : versions.list()) {
                store.delete(name.key());
            }
            before = null;
        }
        if (before != null && wasLost) {
            return version(before);
        }
        if (before != null && before.number() != replaces) {
            throw new StaleIndexException(
                    "index of tenant \"%s\" has version %d (expected %d)"
                            .formatted(tenant, before.number(), replaces));
        }
        IndexLink<TenantIndex> written = chain.append(before, index.life(), index);
        if (written == null) {
            throw new StaleIndexException(
                    "index of tenant \"%s\" was written by somebody else".formatted(tenant));
        }
        return version(written);
    }

    private boolean isLost() throws IOException {
        try {
            chain.resynchronize();
            return false;
        } catch (CorruptIndexException e) {
            return true;
        }
    }

    private void restoreLife(String life, long replaces, Map<TenantId, String> others)
            throws IOException, StaleIndexException {
        String known = lives.isLost(tenant) ? null : lives.of(tenant);
        if (known == null && replaces == 0) {
            TreeMap<TenantId, String> all = new TreeMap<>(others);
            all.put(tenant, life);
            lives.restore(all);
        } else if (!life.equals(known)) {
            throw new StaleIndexException(
                    "tenant \"%s\" lives \"%s\" (expected \"%s\")".formatted(tenant, known, life));
        }
    }

    /// Deletes all versions if the newest is one that [TenantIndex#end] made, or what an earlier
    /// call left. To be called when nothing else of the tenant exists.
    ///
    /// The life is over before its index goes: so an index that is not there, of a life that is, is
    /// lost.
    ///
    /// @return whether there is no index now
    /// @throws IOException if the store fails: call again
    public boolean remove() throws IOException {
        cleaning.lock();
        try {
            List<IndexKeys.Name> names = versions.list();
            IndexLink<TenantIndex> last = chain.refresh();
            if (last == null) {
                cleaner.cleanStray(names, true);
                return true;
            }
            if (!last.content().isEnded()) {
                return false;
            }
            lives.end(tenant, last.content().life());
            cleaner.removeAll(last);
            return true;
        } finally {
            cleaning.unlock();
        }
    }
}
