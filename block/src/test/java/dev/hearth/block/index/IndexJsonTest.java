// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import static dev.hearth.block.index.Indexes.NOW;
import static dev.hearth.block.index.Indexes.TENANT;
import static dev.hearth.block.index.Indexes.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Bytes of an index and of deletions. What is checked in must never change once it was released.
@ExtendWith(Seeded.class)
final class IndexJsonTest {

    private static final String PREVIOUS = "00000000000000000006-0123456789abcdef";
    private static final String SEAL = "fedcba9876543210";

    private final IndexJson json = new IndexJson(TENANT);

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = IndexJsonTest.class.getResourceAsStream("/golden/index-v1/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private byte[] encoded() throws StaleIndexException {
        return json.encode(Indexes.full(), PREVIOUS, SEAL, "golden");
    }

    private static Deletion deletion() {
        return Deletion.of(
                id(1), "{pod=\"a\"}", 5, 9, new TreeMap<>(Map.of("p", 7L, "q", 0L)), NOW);
    }

    @Test
    void equalIndexesStillGiveTheSameBytes() throws Exception {
        assertThat(new String(encoded(), StandardCharsets.UTF_8))
                .isEqualTo(new String(resource("index.json"), StandardCharsets.UTF_8));
    }

    @Test
    void theCheckedInIndexIsStillRead() throws Exception {
        assertThat(json.decode("key", resource("index.json")))
                .isEqualTo(new VersionCodec.Decoded<>(Indexes.full(), PREVIOUS, SEAL));
    }

    @Test
    void whatIsGivenUpIsReadAsItWasWritten() throws Exception {
        LostPart part = new LostPart("segments/p/00000000000000000100", 7, 9, NOW);
        BlockChange change =
                new BlockChange(
                        List.of(),
                        new TreeSet<>(),
                        new TreeMap<>(),
                        CopySearch.NONE,
                        List.of(part));
        TenantIndex index = Indexes.full().skip(id(3), true).commit(change, NOW);

        TenantIndex read = json.decode("key", json.encode(index, "", "", "w")).content();

        assertThat(read).isEqualTo(index);
        assertThat(read.lost()).containsExactly(Map.entry(part.object(), part));
        assertThat(read.live().get(id(3))).matches(IndexedBlock::isSkipped);
        assertThat(read.forgetLost(9).lost()).isNotEmpty();
        assertThat(read.forgetLost(10).lost()).isEmpty();
        assertThat(read.skip(id(3), false).live()).isEqualTo(Indexes.full().live());
    }

    @Test
    void equalDeletionsStillGiveTheSameBytes() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        new DeletionStore(store).put(TENANT, deletion());
        String key = DeletionStore.key(TENANT, id(1));
        assertThat(key).isEqualTo("tenants/acme/deletions/" + id(1).text());
        assertThat(new String(store.get(key), StandardCharsets.UTF_8))
                .isEqualTo(new String(resource("deletion.json"), StandardCharsets.UTF_8));
        assertThat(new DeletionStore(store).list(TENANT)).containsExactly(deletion());
        new DeletionStore(store).delete(TENANT, id(1));
        assertThat(new DeletionStore(store).list(TENANT)).isEmpty();
    }

    @Test
    void anyChangedByteOfAnIndexIsNoticed(RandomGenerator random) throws Exception {
        byte[] bytes = encoded();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            assertCorrupt(changed);
            assertCorrupt(Arrays.copyOf(bytes, i));
        }
        assertCorrupt(Arrays.copyOf(bytes, bytes.length + 1));
    }

    private void assertCorrupt(byte[] bytes) {
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> json.decode("tenants/acme/index/7", bytes))
                .withMessageContaining("tenants/acme/index/7");
    }

    @Test
    void theIndexOfAnotherTenantIsNoticed() throws StaleIndexException {
        byte[] bytes = encoded();
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> new IndexJson(new TenantId("other")).decode("key", bytes))
                .withMessageContaining("expected \"other\"");
    }

    @Test
    void aDeletionThatIsDamagedIsNoticed(RandomGenerator random) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        DeletionStore deletions = new DeletionStore(store);
        deletions.put(TENANT, deletion());
        String key = DeletionStore.key(TENANT, id(1));
        byte[] bytes = store.get(key);
        bytes[random.nextInt(bytes.length)] ^= 1;
        store.delete(key);
        store.putIfAbsent(key, bytes);
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> deletions.list(TENANT))
                .withMessageContaining(key);
    }
}
