// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import static dev.hearth.block.index.Indexes.NOW;
import static dev.hearth.block.index.Indexes.TENANT;
import static dev.hearth.block.index.Indexes.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class IndexStoreTest {

    private static final Duration DELAY = Duration.ofHours(2);

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final AtomicLong clock = new AtomicLong();
    private final IndexStore index = open();

    private IndexStore open() {
        return new IndexStore(TENANT, objects, DELAY, clock::get);
    }

    private void begin(int first, int end) throws Exception {
        for (int i = first; i < end; i++) {
            List<BlockId> block = List.of(id(i));
            index.update(old -> old.begin(block, NOW));
        }
    }

    private List<String> keys() {
        return objects.list("tenants/acme/index/", "", 1000);
    }

    private void spoil(String key) throws IOException {
        byte[] bytes = objects.get(key);
        bytes[bytes.length / 2] ^= 1;
        objects.delete(key);
        objects.putIfAbsent(key, bytes);
    }

    @Test
    void aTenantWithoutAnIndexHasAnEmptyOne() throws IOException {
        assertThat(index.refresh()).isEqualTo(new IndexStore.Version(0, TenantIndex.empty(TENANT)));
    }

    @Test
    void aKeyNamesTheNumberAndTheSealOfTheVersionBefore() throws Exception {
        begin(0, 2);
        String first = new String(objects.get(keys().getFirst()), StandardCharsets.UTF_8);
        String seal = first.substring(first.length() - 20, first.length() - 4);
        assertThat(keys())
                .containsExactly(
                        "tenants/acme/index/00000000000000000001-" + index.life(),
                        "tenants/acme/index/00000000000000000002-" + seal);
    }

    @Test
    void aChangeThatChangesNothingWritesNothing() throws Exception {
        begin(0, 3);
        assertThat(index.update(old -> old).number()).isEqualTo(3);
        assertThat(keys()).hasSize(3);
    }

    @Test
    void oldVersionsGoWhenTheyWereSeenSupersededForTheDelay() throws Exception {
        begin(0, 4);
        assertThat(index.clean(false)).isZero();
        begin(4, 6);
        clock.addAndGet(DELAY.toNanos());
        assertThat(index.clean(false)).isEqualTo(2);
        assertThat(open().clean(false)).isZero();
        assertThat(open().refresh().number()).isEqualTo(6);
        clock.addAndGet(DELAY.toNanos());
        assertThat(index.clean(false)).isEqualTo(2);
        assertThat(keys()).hasSize(2);
        assertThat(open().refresh().index().pending()).hasSize(6);
    }

    @Test
    void forcedCleaningDoesNotWait() throws Exception {
        begin(0, 6);
        assertThat(index.clean(true)).isEqualTo(4);
        assertThat(open().refresh().number()).isEqualTo(6);
    }

    @Test
    void aVersionThatWasPutWhenTheTenantWasRemovedGoesAfterTheDelay() throws Exception {
        begin(0, 4);
        String last = keys().getLast();
        byte[] bytes = objects.get(last);
        end();
        objects.putIfAbsent(last, bytes);
        IndexStore later = open();
        assertThat(later.refresh().number()).isZero();
        assertThat(later.clean(false)).isZero();
        clock.addAndGet(DELAY.toNanos());
        assertThat(later.clean(false)).isEqualTo(1);
        assertThat(keys()).isEmpty();
    }

    @Test
    void theEndOfATenantLeavesNothing() throws Exception {
        begin(0, 3);
        assertThat(index.remove()).isFalse();
        index.update(old ->
                old.abandon(old.pending().keySet(), NOW)
                        .forget(old.pending().keySet())
                        .end(Map.of()));
        assertThatExceptionOfType(StaleIndexException.class).isThrownBy(() -> begin(3, 4));
        assertThat(index.remove()).isTrue();
        assertThat(keys()).isEmpty();
        begin(4, 5);
        assertThat(index.refresh().number()).isEqualTo(1);
    }

    @Test
    void aDamagedVersionIsNamed() throws Exception {
        begin(0, 3);
        String newest = keys().getLast();
        spoil(newest);
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> open().refresh())
                .withMessageContaining(newest);
    }

    @Test
    void aVersionUnderTheKeyOfAnotherIsNamed() throws Exception {
        begin(0, 3);
        String newest = keys().getLast();
        byte[] older = objects.get(keys().get(1));
        objects.delete(newest);
        objects.putIfAbsent(newest, older);
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> open().refresh())
                .withMessageContaining(newest)
                .withMessageContaining("expected version 2");
    }

    @Test
    void blocksWithoutAnIndexAreNoNewTenant() throws Exception {
        begin(0, 4);
        String life = index.refresh().index().life();
        keys().forEach(objects::delete);
        String meta = putBlock(life);
        assertLost(meta);
        assertThat(keys()).isEmpty();
    }

    @Test
    void blocksThatNoLifeIsKnownOfAreNoNewTenant() throws Exception {
        assertLost(putBlock("0123456789abcdef"));
    }

    @Test
    void anIndexOfALifeThatIsNotKnownIsNoLeftover() throws Exception {
        begin(0, 4);
        for (String key : objects.list("lives/", "", 10)) {
            objects.delete(key);
        }
        assertLost(keys().getLast());
        IndexStore other = open();
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> other.clean(true))
                .withMessageContaining("hearth rebuild-index");
        assertThat(keys()).hasSize(4);
    }

    @Test
    void aBlockThatComesAfterTheEndIsNoLostIndex() throws Exception {
        begin(0, 1);
        String life = index.refresh().index().life();
        end();
        putBlock(life);
        assertThat(open().refresh().number()).isZero();
        begin(1, 2);
        assertThat(open().refresh().number()).isEqualTo(1);
        assertThat(open().life()).isNotEqualTo(life);
    }

    @Test
    void whoDeletesTheFirstVersionLateDeletesNothingOfTheNextLife() throws Exception {
        begin(0, 1);
        String first = keys().getFirst();
        end();
        begin(1, 2);
        objects.delete(first);
        assertThat(open().refresh().index().pending()).containsOnlyKeys(id(1));
    }

    @Test
    void aBlockOfAFormerLifeIsNoLostIndexOfTheNext() throws Exception {
        begin(0, 1);
        String life = index.refresh().index().life();
        end();
        TenantLives lives = new TenantLives(objects, DELAY, clock::get);
        lives.begin(TENANT, lives.see(TENANT));
        putBlock(life);
        assertThat(open().refresh().number()).isZero();
        begin(1, 2);
        assertThat(open().refresh().number()).isEqualTo(1);
    }

    @Test
    void whoKnowsAnIndexThatHasEndedFindsTheNextLife() throws Exception {
        begin(0, 1);
        IndexStore reader = open();
        index.update(old ->
                old.abandon(old.pending().keySet(), NOW)
                        .forget(old.pending().keySet())
                        .end(Map.of()));
        assertThat(reader.refresh().index().isEnded()).isTrue();
        SortedMap<String, byte[]> versions = new TreeMap<>();
        for (String key : keys()) {
            versions.put(key, objects.get(key));
        }
        assertThat(index.remove()).isTrue();
        versions.forEach(objects::putIfAbsent); // as if they were not deleted yet
        begin(1, 2);
        assertThat(reader.refresh().index().pending()).containsOnlyKeys(id(1));
    }

    @Test
    void nothingNamesATenantThatHasEnded() throws Exception {
        IndexCatalog catalog = new IndexCatalog(objects, DELAY, clock::get);
        begin(0, 1);
        end();
        catalog.cleanLives(true);
        List<String> lives = objects.list("lives/", "", 10);
        assertThat(lives).hasSizeBetween(1, 2);
        for (String key : lives) {
            assertThat(new String(objects.get(key), StandardCharsets.UTF_8))
                    .doesNotContain(TENANT.value());
        }
    }

    private String putBlock(String life) {
        BlockMeta meta =
                new BlockMeta(
                        id(1),
                        TENANT,
                        life,
                        1,
                        0,
                        0,
                        0,
                        0,
                        new BlockMeta.Sources(List.of(), List.of(), new TreeMap<>()),
                        new TreeMap<>(),
                        List.of());
        String key = BlockKeys.meta(TENANT, id(1));
        objects.putIfAbsent(key, new BlockMetaJson().encode(meta));
        return key;
    }

    private void end() throws Exception {
        index.update(old ->
                old.abandon(old.pending().keySet(), NOW)
                        .forget(old.pending().keySet())
                        .end(Map.of()));
        assertThat(index.remove()).isTrue();
        assertThat(keys()).isEmpty();
    }

    private void assertLost(String trace) {
        IndexStore other = open();
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> other.update(old -> old.begin(List.of(id(9)), NOW)))
                .withMessageContaining(trace)
                .withMessageContaining("hearth rebuild-index");
    }

    @Test
    void leftoversOfBlocksAreNoLostIndex() throws Exception {
        objects.putIfAbsent(BlockKeys.block(TENANT, id(1)) + "samples.parquet", new byte[1]);
        begin(0, 1);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void theCatalogKnowsEveryTenantWithAnObject() throws Exception {
        IndexCatalog catalog = new IndexCatalog(objects, DELAY, clock::get);
        for (String tenant : List.of("a", "a-b", "b", "z")) {
            for (int i = 0; i < 3; i++) {
                objects.putIfAbsent("tenants/" + tenant + "/blocks/" + i, new byte[1]);
            }
        }
        objects.putIfAbsent("tenants/not a tenant/x", new byte[1]);
        assertThat(catalog.tenants())
                .containsExactly(
                        new TenantId("a"),
                        new TenantId("a-b"),
                        new TenantId("b"),
                        new TenantId("z"));
        assertThat(catalog.index(TENANT)).isSameAs(catalog.index(TENANT));
    }
}
