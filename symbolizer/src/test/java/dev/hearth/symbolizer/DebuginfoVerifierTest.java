// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.proto.debuginfo.v1alpha1.FileMetadata;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is wrong with the objects of a debug file is named.
final class DebuginfoVerifierTest {

    private static final TenantId RED = new TenantId("red");
    private static final byte[] PROGRAM = Fixtures.bytes("dwarf5.elf");

    @TempDir private Path folder;
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final List<String> problems = new ArrayList<>();
    private String id = "";
    private DebuginfoStore store;

    @BeforeEach
    void open() throws Exception {
        id = Fixtures.elf(PROGRAM).gnuBuildId();
        store =
                new DebuginfoStore(
                        objects,
                        new SymbolTables(objects, 1 << 20, System::nanoTime),
                        folder,
                        TestLimits.of(true, 1 << 20),
                        InstantSource.system());
        store.begin(RED, FileMetadata.newBuilder().setGnuBuildId(id).setName("program").build());
    }

    private void upload() throws Exception {
        store.receive(RED, id, new ByteArrayInputStream(PROGRAM), () -> false);
        store.finish(RED, id);
    }

    private DebuginfoVerifier.Summary verify() throws IOException {
        problems.clear();
        return new DebuginfoVerifier(
                        objects,
                        new DebuginfoVerifier.Listener() {
                            @Override
                            public void checking(String object) {}

                            @Override
                            public void problem(String object, String what) {
                                problems.add(object);
                            }
                        })
                .run();
    }

    @Test
    void findsNothingInWhatIsAsItWasWritten() throws Exception {
        assertThat(verify()).isEqualTo(new DebuginfoVerifier.Summary(0, 1, 0, 0));
        upload();

        DebuginfoVerifier.Summary summary = verify();

        assertThat(problems).isEmpty();
        assertThat(summary.files()).isEqualTo(1);
        assertThat(summary.unfinished()).isZero();
        assertThat(summary.bytes()).isGreaterThan(PROGRAM.length);
    }

    @Test
    void namesAnyObjectThatIsFlippedCutOrMissing() throws Exception {
        upload();
        List<String> keys = ObjectFolders.keys(objects, "debug-info/red/" + id + "/");
        assertThat(keys).hasSize(4);
        for (String key : keys) {
            byte[] bytes = objects.get(key);
            for (int at : new int[] {0, bytes.length / 3, bytes.length - 1}) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= 1;
                replace(key, flipped);
                verify();
                assertThat(problems).as("%s flipped at %d", key, at).containsExactly(key);
            }
            replace(key, Arrays.copyOf(bytes, bytes.length / 2));
            verify();
            assertThat(problems).as("%s cut", key).containsExactly(key);
            objects.delete(key);
            verify();
            boolean isNeeded = !key.endsWith("/metadata") && !key.endsWith("/checksums-v1");
            assertThat(problems).as("%s missing", key).hasSize(isNeeded ? 1 : 0);
            replace(key, bytes);
        }
        verify();
        assertThat(problems).isEmpty();
    }

    /// As one does that knows nothing of checksums: it leaves those of the file before.
    @Test
    void findsNothingInWhatAnOlderProcessReceivedAnew() throws Exception {
        String folder = "debug-info/red/" + id + "/";
        byte[] longer = Arrays.copyOf(PROGRAM, PROGRAM.length + 1);
        store.receive(RED, id, new ByteArrayInputStream(longer), () -> false);
        replace(folder + "exe", PROGRAM);

        store.finish(RED, id);
        verify();

        assertThat(problems).isEmpty();
        assertThat(ObjectFolders.keys(objects, folder)).hasSize(3);
    }

    @Test
    void namesAFolderThatIsNone() throws Exception {
        upload();
        objects.putIfAbsent("debug-info/red/xyz/exe", new byte[1]);

        assertThat(verify().problems()).isEqualTo(1);

        assertThat(problems).containsExactly("debug-info/red/xyz");
    }

    /// The mark of the upload goes while the content is on its way to the store.
    @Test
    void anUploadThatIsDeletedMeanwhileLeavesNothing() throws Exception {
        store =
                new DebuginfoStore(
                        new ForgettingStore(objects, "/symbols-v1"),
                        new SymbolTables(objects, 1 << 20, System::nanoTime),
                        folder,
                        TestLimits.of(true, 1 << 20),
                        InstantSource.system());

        assertThatThrownBy(this::upload)
                .isInstanceOf(DebuginfoException.class)
                .hasMessageContaining("was begun");

        assertThat(objects.list("", "", 10)).isEmpty();
    }

    @Test
    void anUploadThatIsDeletedBeforeItsEndDoesNotComeBack() throws Exception {
        store.receive(RED, id, new ByteArrayInputStream(PROGRAM), () -> false);
        store =
                new DebuginfoStore(
                        new ForgettingStore(objects, "/metadata"),
                        new SymbolTables(objects, 1 << 20, System::nanoTime),
                        folder,
                        TestLimits.of(true, 1 << 20),
                        InstantSource.system());

        assertThatThrownBy(() -> store.finish(RED, id))
                .isInstanceOf(DebuginfoException.class)
                .hasMessageContaining("no file has");

        assertThat(objects.list("", "", 10)).isEmpty();
    }

    private void replace(String key, byte[] bytes) throws IOException {
        objects.delete(key);
        objects.putIfAbsent(key, bytes);
    }
}
