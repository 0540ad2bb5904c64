// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.proto.debuginfo.v1alpha1.FileMetadata;
import dev.hearth.proto.debuginfo.v1alpha1.ObjectMetadata;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DebuginfoStoreTest {

    private static final TenantId RED = new TenantId("red");
    private static final TenantId BLUE = new TenantId("blue");
    private static final byte[] PROGRAM = Fixtures.bytes("dwarf5.elf");

    @TempDir private Path folder;
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final SymbolTables tables = new SymbolTables(objects, 1 << 20, System::nanoTime);
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private String id = "";
    private DebuginfoStore store;

    @BeforeEach
    void open() throws Exception {
        id = Fixtures.elf(PROGRAM).gnuBuildId();
        store = open(1 << 20);
    }

    private DebuginfoStore open(long maxFileBytes) throws IOException {
        return new DebuginfoStore(
                objects, tables, folder, TestLimits.of(true, maxFileBytes), () -> now);
    }

    private DebuginfoStore.Invitation begin(TenantId tenant) throws Exception {
        return store.begin(
                tenant, FileMetadata.newBuilder().setGnuBuildId(id).setName("program").build());
    }

    private void receive(TenantId tenant, byte[] file) throws Exception {
        store.receive(tenant, id, new ByteArrayInputStream(file), () -> false);
    }

    private void upload(TenantId tenant) throws Exception {
        begin(tenant);
        receive(tenant, PROGRAM);
        store.finish(tenant, id);
    }

    private Set<BuildId> known(TenantId tenant) throws IOException {
        return tables.ids(tenant);
    }

    private List<String> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).toList();
        }
    }

    @Test
    void takesAFileInThreeSteps() throws Exception {
        assertThat(begin(RED).shouldUpload()).isTrue();
        receive(RED, PROGRAM);
        assertThat(known(RED)).isEmpty();
        store.finish(RED, id);

        assertThat(known(RED)).containsExactly(new BuildId(id));
        assertThat(tables.table(RED, new BuildId(id))).isNotNull();
        assertThat(objects.get("debug-info/red/" + id + "/exe")).isEqualTo(PROGRAM);
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void listsWhatIsThereAndWhatIsOnItsWay() throws Exception {
        begin(RED);
        ObjectMetadata begun = store.list(RED).getFirst();
        now = now.plusSeconds(3);
        receive(RED, PROGRAM);
        store.finish(RED, id);
        ObjectMetadata done = store.list(RED).getFirst();

        assertThat(begun.getState()).isEqualTo(ObjectMetadata.State.STATE_UPLOADING);
        assertThat(done.getState()).isEqualTo(ObjectMetadata.State.STATE_UPLOADED);
        assertThat(done.getSizeBytes()).isEqualTo(PROGRAM.length);
        assertThat(done.getFinishedAt().getSeconds() - done.getStartedAt().getSeconds())
                .isEqualTo(3);
        assertThat(done.getFile().getName()).isEqualTo("program");
    }

    @Test
    void wantsNoFileTwice() throws Exception {
        begin(RED);
        assertThat(begin(RED))
                .isEqualTo(new DebuginfoStore.Invitation(false, "the file is being uploaded"));
        receive(RED, PROGRAM);
        store.finish(RED, id);

        assertThat(begin(RED))
                .isEqualTo(new DebuginfoStore.Invitation(false, "the file is here already"));
    }

    @Test
    void wantsAFileAgainWhoseUploadIsStale() throws Exception {
        begin(RED);
        now = now.plus(DebuginfoStore.STALE_AFTER).plus(Duration.ofSeconds(1));

        assertThat(begin(RED))
                .isEqualTo(
                        new DebuginfoStore.Invitation(
                                true, "an earlier upload did not come to its end"));
    }

    @Test
    void refusesAFileThatNobodyAnnounced() {
        assertRefused(
                () -> receive(RED, PROGRAM),
                DebuginfoException.Reason.OUT_OF_ORDER,
                "no upload of");
        assertRefused(
                () -> store.finish(RED, id), DebuginfoException.Reason.UNKNOWN, "no file has");
    }

    @Test
    void refusesAFileOfWhichTooMuchIsTold() {
        FileMetadata file =
                FileMetadata.newBuilder().setGnuBuildId(id).setName("x".repeat(70_000)).build();

        assertRefused(
                () -> store.begin(RED, file), DebuginfoException.Reason.WRONG, "(limit 65536)");
    }

    @Test
    void stopsToTakeAFileWhenItIsToldTo() throws Exception {
        begin(RED);

        assertThatThrownBy(
                        () -> store.receive(RED, id, new ByteArrayInputStream(PROGRAM), () -> true))
                .isInstanceOf(IOException.class)
                .hasMessage("the upload was cancelled, or took too long");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void refusesToFinishWhatWasNotReceived() throws Exception {
        begin(RED);

        assertRefused(
                () -> store.finish(RED, id),
                DebuginfoException.Reason.OUT_OF_ORDER,
                "was not received");
    }

    @Test
    void refusesAFileOfAnotherBuild() throws Exception {
        begin(RED);

        assertRefused(
                () -> receive(RED, Fixtures.bytes("dwarf4-compressed.elf")),
                DebuginfoException.Reason.WRONG,
                "(expected " + id + ")");
        assertThat(objects.list("", "", 10)).containsExactly("debug-info/red/" + id + "/upload");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void refusesWhatIsNoProgramOrTooLarge() throws Exception {
        begin(RED);
        assertRefused(
                () -> receive(RED, new byte[100]), DebuginfoException.Reason.WRONG, "no ELF file");
        assertRefused(() -> receive(RED, new byte[0]), DebuginfoException.Reason.WRONG, "is empty");

        store = open(1000);
        assertRefused(
                () -> receive(RED, PROGRAM),
                DebuginfoException.Reason.WRONG,
                "the file has more than 1000 bytes");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void refusesWhatIsNoBuildId() {
        for (String wrong : List.of("", "a", "xyz", "../../etc", "a".repeat(41))) {
            FileMetadata file = FileMetadata.newBuilder().setGnuBuildId(wrong).build();
            assertRefused(
                    () -> store.begin(RED, file),
                    DebuginfoException.Reason.WRONG,
                    "is no build id");
        }
    }

    @Test
    void takesBuildIdsInUpperCase() throws Exception {
        begin(RED);
        id = id.toUpperCase(Locale.ROOT);
        receive(RED, PROGRAM);
        store.finish(RED, id);

        assertThat(known(RED)).hasSize(1);
    }

    @Test
    void keepsTenantsApart() throws Exception {
        upload(RED);

        assertThat(known(BLUE)).isEmpty();
        assertThat(store.list(BLUE)).isEmpty();
        assertThat(begin(BLUE).shouldUpload()).isTrue();
        store.delete(BLUE, id);
        assertThat(known(RED)).hasSize(1);
    }

    @Test
    void forgetsWhatIsDeleted() throws Exception {
        upload(RED);
        store.delete(RED, id);

        assertThat(known(RED)).isEmpty();
        assertThat(objects.list("", "", 10)).isEmpty();
        assertRefused(
                () -> store.delete(RED, id), DebuginfoException.Reason.UNKNOWN, "no file has");
        assertThat(begin(RED).shouldUpload()).isTrue();
    }

    @Test
    void storesNothingOfABodyThatBreaksOff() throws Exception {
        begin(RED);
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the client went away");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        throw new IOException("the client went away");
                    }
                };

        assertThatThrownBy(() -> store.receive(RED, id, broken, () -> false))
                .isInstanceOf(IOException.class);
        assertThat(objects.list("", "", 10)).containsExactly("debug-info/red/" + id + "/upload");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void removesWhatAnEarlierProcessLeft() throws IOException {
        Files.writeString(folder.resolve("upload-1"), "half a file");

        open(1 << 20);

        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void seesWhatAnotherProcessTookAfterAWhile() throws Exception {
        long[] nanos = {0};
        SymbolTables other = new SymbolTables(objects, 1 << 20, () -> nanos[0]);
        assertThat(other.ids(RED)).isEmpty();
        upload(RED);
        assertThat(other.ids(RED)).isEmpty();
        nanos[0] = Duration.ofSeconds(11).toNanos();

        assertThat(other.ids(RED)).hasSize(1);
    }

    @Test
    void keepsTablesWithinItsBound() throws Exception {
        upload(RED);
        SymbolTables small = new SymbolTables(objects, 10, System::nanoTime);
        small.table(RED, new BuildId(id));
        small.table(RED, new BuildId(id));
        tables.table(RED, new BuildId(id));
        tables.table(RED, new BuildId(id));

        assertThat(small.stats()).isEqualTo(new SymbolTables.Stats(0, 2, 0, 0, 10));
        assertThat(tables.stats().hits()).isEqualTo(1);
        assertThat(tables.stats().bytes()).isPositive();
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call,
            DebuginfoException.Reason reason,
            String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DebuginfoException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(reason);
                            assertThat(e.getMessage()).contains(message);
                        });
    }
}
