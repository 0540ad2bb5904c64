// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Which tenants of a store live, and what their lives are called: what tells an index that is lost
/// from one that has ended, and what was written for a life that is over from what counts. Safe for
/// many threads and processes.
///
/// A life begins before the first version of the tenant's index is put, and is over before the last
/// one is deleted. Tenants are spread over shards, each a chain of versions that never ends: so two
/// that begin a life agree, and no key comes back.
final class TenantLives {

    static final String ROOT = "lives/";
    private static final int ATTEMPTS = 50;

    private final ObjectStore store;
    private final Duration deletionDelay;
    private final LongSupplier nanoTime;
    private final Map<String, Shard> shards = new ConcurrentHashMap<>();

    /// Reads nothing yet.
    ///
    /// @param deletionDelay how long a superseded version stays: longer than any listing lags
    TenantLives(ObjectStore store, Duration deletionDelay, LongSupplier nanoTime) {
        this.store = store;
        this.deletionDelay = deletionDelay;
        this.nanoTime = nanoTime;
    }

    /// What is known of a tenant's lives. As long as that does not change, none begins or ends.
    ///
    /// @param life the one that it lives; null if it lives none
    /// @param writes how often what tells of it, and of others, was written; 0 if nothing is known
    record Seen(@Nullable String life, long writes) {}

    /// Reads what is known now.
    ///
    /// @throws CorruptIndexException if it is damaged
    Seen see(TenantId tenant) throws IOException {
        IndexLink<Lives> newest = shard(tenant).chain.refresh();
        return newest == null
                ? new Seen(null, 0)
                : new Seen(newest.content().of(tenant.value()), newest.number());
    }

    /// The life that a tenant lives; null if it lives none.
    ///
    /// @throws CorruptIndexException if what tells it is damaged
    @Nullable String of(TenantId tenant) throws IOException {
        return see(tenant).life();
    }

    /// Whether nothing is known of the tenant, nor of others that might have told of it.
    boolean isUnknown(TenantId tenant) throws IOException {
        return see(tenant).writes() == 0;
    }

    /// The life that a tenant lives from now on, or did before.
    ///
    /// @param seen what was known when it was decided that it is to live
    /// @return null if something was written since: others may have begun a life of it, and ended
    ///   it
    /// @throws CorruptIndexException if it would be the first of a shard whose tenants have blocks
    ///   or indexes: what told of them is lost, and with a first life they would seem to have none
    @Nullable String begin(TenantId tenant, Seen seen) throws IOException {
        if (seen.life() != null) {
            return seen.life();
        }
        if (isUnknown(tenant)) {
            requireNoNeighbours(tenant);
        }
        String fresh = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        Shard shard = shard(tenant);
        IndexLink<Lives> before = shard.chain.refresh();
        if ((before == null ? 0 : before.number()) != seen.writes()) {
            return null;
        }
        Lives lives = before == null ? Lives.NONE : before.content();
        return shard.isAppended(before, lives.with(tenant.value(), fresh)) ? fresh : null;
    }

    private void requireNoNeighbours(TenantId tenant) throws IOException {
        for (TenantId other : IndexKeys.tenants(store)) {
            if (other.equals(tenant) || !areTogether(other, tenant)) {
                continue;
            }
            List<String> versions = store.list(IndexKeys.prefix(other), "", 1);
            String trace =
                    versions.isEmpty()
                            ? new LostIndex(other, store).firstTrace(null)
                            : versions.getFirst();
            if (trace != null && isUnknown(tenant)) {
                throw CorruptIndexException.lost(
                        ROOT + shardOf(tenant) + "/",
                        "there is \"%s\", and no life is known".formatted(trace));
            }
        }
    }

    /// Ends a life, if the tenant lives it.
    void end(TenantId tenant, String life) throws IOException {
        shard(tenant).update(lives -> lives.without(tenant.value(), life));
    }

    /// Whether nothing that can be read tells which tenants live, this one and others with it.
    boolean isLost(TenantId tenant) throws IOException {
        try {
            return shard(tenant).chain.resynchronize() == null;
        } catch (CorruptIndexException e) {
            return true;
        }
    }

    /// Whether what tells of the one tells of the other.
    static boolean areTogether(TenantId one, TenantId other) {
        return shardOf(one).equals(shardOf(other));
    }

    /// Enters lives that are known from elsewhere, and begins anew where what told of lives is
    /// damaged. They are entered by one write: of a shard that is lost nobody seems to be without a
    /// life while others have theirs.
    ///
    /// @param known of tenants that are told of together; those that live already are left as they
    ///   are
    void restore(SortedMap<TenantId, String> known) throws IOException {
        Shard shard = shard(known.firstKey());
        try {
            shard.chain.resynchronize();
        } catch (CorruptIndexException e) {
            for (IndexKeys.Name name : shard.versions.list()) {
                store.delete(name.key());
            }
        }
        shard.update(lives -> {
            Lives all = lives;
            for (Map.Entry<TenantId, String> each : known.entrySet()) {
                String tenant = each.getKey().value();
                all = all.of(tenant) == null ? all.with(tenant, each.getValue()) : all;
            }
            return all;
        });
    }

    /// Deletes versions that nobody needs, each after it was seen superseded for the delay.
    ///
    /// @param force deletes them at once; not for stores whose listings lag
    /// @return versions deleted
    int clean(boolean force) throws IOException {
        int deleted = 0;
        for (String name : ObjectFolders.names(store, ROOT)) {
            deleted += shard(name).clean(force);
        }
        return deleted;
    }

    /// Reads all versions, to find damage.
    ///
    /// @param told of each key, with what is wrong with the version, or null
    void verify(BiConsumer<String, @Nullable IOException> told) throws IOException {
        for (String name : ObjectFolders.names(store, ROOT)) {
            shard(name).versions.verify(told);
        }
    }

    private Shard shard(TenantId tenant) {
        return shard(shardOf(tenant));
    }

    private static String shardOf(TenantId tenant) {
        byte[] name = tenant.value().getBytes(StandardCharsets.UTF_8);
        long hash = Hashing.xxh3_64().hashBytesToLong(name);
        return "%02x".formatted(hash >>> 56);
    }

    private Shard shard(String name) {
        return shards.computeIfAbsent(name, Shard::new);
    }

    /// The lives of some tenants.
    private final class Shard implements VersionChain.Beginning<Lives> {

        private final IndexVersions<Lives> versions;
        private final VersionChain<Lives> chain;
        private final VersionCleaner<Lives> cleaner;

        Shard(String name) {
            versions = new IndexVersions<>(ROOT + name + "/", store, new LivesJson(name));
            chain = new VersionChain<>("list of lives " + name, store, versions, this);
            cleaner = new VersionCleaner<>(store, versions, deletionDelay, nanoTime);
        }

        @Override
        public @Nullable IndexLink<Lives> find() throws IOException {
            IndexLink<Lives> found = versions.locate(IndexKeys.NO_SEAL, _ -> true);
            if (found == null && !versions.list().isEmpty()) {
                found = versions.locate(IndexKeys.NO_SEAL, _ -> true);
                if (found == null) {
                    throw CorruptIndexException.lost(
                            versions.prefix(), "there are versions, but none that counts");
                }
            }
            return found;
        }

        @Override
        public boolean isOver(IndexLink<Lives> last) {
            return false;
        }

        Lives update(UnaryOperator<Lives> change) throws IOException {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                IndexLink<Lives> before = chain.refresh();
                Lives lives = before == null ? Lives.NONE : before.content();
                Lives after = change.apply(lives);
                if (after.equals(lives) || isAppended(before, after)) {
                    return after;
                }
            }
            throw new IOException(
                    "\"%s\" was changed by others %d times in a row"
                            .formatted(versions.prefix(), ATTEMPTS));
        }

        private boolean isAppended(@Nullable IndexLink<Lives> before, Lives after)
                throws IOException {
            try {
                return chain.append(before, IndexKeys.NO_SEAL, after) != null;
            } catch (StaleIndexException e) {
                return false;
            }
        }

        /// The newest version and the one before it stay: so that one that does not name a tenant
        /// any more gets another behind it.
        int clean(boolean force) throws IOException {
            IndexLink<Lives> newest = chain.refresh();
            Lives before = newest == null ? null : versions.before(newest);
            if (newest != null
                    && before != null
                    && !newest.content()
                            .byTenant()
                            .keySet()
                            .containsAll(before.byTenant().keySet())) {
                isAppended(newest, newest.content());
            }
            List<IndexKeys.Name> names = versions.list();
            IndexLink<Lives> last = chain.refresh();
            return last == null ? 0 : cleaner.clean(names, last, force);
        }
    }
}
