// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockReader;
import dev.hearth.block.index.DeletionStore;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.model.TenantId;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/// What lies in a store that has come to rest: all is in blocks, all delays are over, and all that
/// was due was done.
final class Leftovers {

    private final SimulatedStore store;
    private final IndexCatalog indexes;
    private final BlockReader reader;

    Leftovers(SimulatedStore store, LongSupplier nanoTime) {
        this.store = store;
        this.indexes = new IndexCatalog(store, Duration.ZERO, nanoTime);
        this.reader = new BlockReader(store, new BlockCache(1 << 20));
    }

    /// Checks that nothing is left that does not count.
    void check() throws IOException {
        Set<String> expected = new TreeSet<>();
        Set<String> folders = new HashSet<>();
        for (TenantId tenant : indexes.tenants()) {
            TenantIndex index = indexes.index(tenant).refresh().index();
            assertThat(index.pending()).as("pending blocks of %s", tenant).isEmpty();
            assertThat(index.gone()).as("gone blocks of %s", tenant).isEmpty();
            for (BlockId block : index.live().keySet()) {
                expected.add(BlockKeys.meta(tenant, block));
                folders.add(BlockKeys.block(tenant, block));
            }
            index.deletions()
                    .values()
                    .forEach(deletion -> expected.add(DeletionStore.key(tenant, deletion.id())));
        }
        List<String> left = new ArrayList<>();
        Set<String> floors = new HashSet<>();
        Set<String> found = new TreeSet<>();
        List<String> versions = new ArrayList<>();
        for (String key : store.keys()) {
            if (expected.contains(key)) {
                found.add(key);
            } else if (key.contains("/index/") || key.startsWith("lives/")) {
                versions.add(key);
            } else if (!isFirstFloor(key, floors) && !isWithin(key, folders)) {
                left.add(key);
            }
        }
        assertThat(left).as("objects that nobody needs").isEmpty();
        assertThat(found).as("objects that are needed").isEqualTo(expected);
        assertThat(versions).as("versions of indexes").hasSizeLessThanOrEqualTo(2 * 2 * 2);
    }

    private static boolean isFirstFloor(String key, Set<String> partitions) {
        return key.startsWith(SegmentKeys.FLOORS_ROOT)
                && partitions.add(key.substring(0, key.lastIndexOf('/')));
    }

    private static boolean isWithin(String key, Set<String> folders) {
        return folders.contains(key.substring(0, key.lastIndexOf('/') + 1));
    }

    /// Checks that a tenant has left nothing behind.
    void checkGone(TenantId tenant) throws IOException {
        assertThat(store.keys())
                .as("objects of %s, which is deleted", tenant)
                .noneMatch(key -> key.startsWith(BlockKeys.tenant(tenant)));
        for (String key : store.keys()) {
            if (key.startsWith("lives/")) {
                assertThat(store.get(key))
                        .asString(StandardCharsets.UTF_8)
                        .as("object %s, though %s is deleted", key, tenant)
                        .doesNotContain("\"%s\"".formatted(tenant));
            }
        }
    }

    /// What is really stored of a tenant, whatever is hidden of it.
    List<ProfileSource> sources(TenantId tenant) throws IOException {
        List<ProfileSource> sources = new ArrayList<>();
        for (BlockId block : indexes.index(tenant).refresh().index().live().keySet()) {
            sources.add(reader.source(reader.meta(tenant, block)));
        }
        return sources;
    }
}
