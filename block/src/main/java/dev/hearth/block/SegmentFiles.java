// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// One tenant's files in one segment: reads and decodes whole parts, each once as long as the cache
/// keeps it. Safe for many threads.
final class SegmentFiles {

    /// Files of samples and of observations up to this many bytes are kept whole.
    private static final int SMALL = 1 << 16;

    private final ObjectStore store;
    private final BlockCache cache;
    private final String key;
    private final SegmentFooter.Tenant tenant;

    SegmentFiles(ObjectStore store, BlockCache cache, String key, SegmentFooter.Tenant tenant) {
        this.store = store;
        this.cache = cache;
        this.key = key;
        this.tenant = tenant;
    }

    SegmentFooter.Tenant footer() {
        return tenant;
    }

    TenantId tenant() {
        return tenant.tenant();
    }

    SegmentParts.Series series() throws IOException {
        return cache.get(
                part("series", 0),
                SegmentParts.Series.class,
                () -> decode(SegmentFile.LABELS, file -> SeriesDecoder.read(file, seriesCount())));
    }

    SegmentParts.Profiles profiles() throws IOException {
        return cache.get(
                part("profiles", 0),
                SegmentParts.Profiles.class,
                () ->
                        decode(
                                SegmentFile.PROFILES,
                                file -> ProfilesDecoder.read(file, seriesCount())));
    }

    /// Periods by profile.
    long[] periods() throws IOException {
        return cache.get(
                        part("periods", 0),
                        SegmentParts.Periods.class,
                        () ->
                                decode(
                                        SegmentFile.PROFILES,
                                        file ->
                                                new SegmentParts.Periods(
                                                        ProfilesDecoder.readPeriods(file))))
                .periods;
    }

    SegmentParts.Stacks stacks(int service, SegmentFooter.Rows rows) throws IOException {
        return cache.get(
                part("stacks", service),
                SegmentParts.Stacks.class,
                () -> decode(SegmentFile.STACKS, file -> StacksDecoder.read(file, rows)));
    }

    SegmentParts.SymbolTable symbols() throws IOException {
        return cache.get(
                part("symbols", 0),
                SegmentParts.SymbolTable.class,
                () -> {
                    SymbolsDecoder decoder = new SymbolsDecoder();
                    decode(SegmentFile.MAPPINGS, decoder::readMappings);
                    decode(SegmentFile.FUNCTIONS, decoder::readFunctions);
                    decode(SegmentFile.LINES, decoder::readLines);
                    return decode(SegmentFile.LOCATIONS, decoder::readLocations);
                });
    }

    ParquetFileReader samples() throws IOException {
        return cache.get(
                        part("samples", 0),
                        SegmentParts.Samples.class,
                        () ->
                                decode(
                                        SegmentFile.SAMPLES,
                                        file ->
                                                new SegmentParts.Samples(
                                                        file,
                                                        file.weightBytes()
                                                                + keptBytes(SegmentFile.SAMPLES))))
                .file();
    }

    /// There must be such a file.
    SegmentParts.ObservationIndex observations() throws IOException {
        int profileCount = profiles().times.length;
        return cache.get(
                part("observations", 0),
                SegmentParts.ObservationIndex.class,
                () ->
                        decode(
                                SegmentFile.OBSERVATIONS,
                                file ->
                                        new SegmentParts.ObservationIndex(
                                                file,
                                                ObservationReader.starts(file, profileCount),
                                                keptBytes(SegmentFile.OBSERVATIONS))));
    }

    /// Bytes of a file that are kept with it.
    private int keptBytes(SegmentFile file) {
        return isWhole(file) ? tenant.file(file).length() : 0;
    }

    private boolean isWhole(SegmentFile file) {
        boolean isLarge = file == SegmentFile.SAMPLES || file == SegmentFile.OBSERVATIONS;
        return !isLarge || tenant.file(file).length() <= SMALL;
    }

    private int seriesCount() {
        int count = 0;
        for (SegmentFooter.Service service : tenant.services()) {
            count = Math.max(count, service.series().end());
        }
        return count;
    }

    private BlockCache.Key part(String name, int index) {
        return new BlockCache.Key(key, tenant.tenant().value(), name, index);
    }

    /// Makes something of a file.
    @FunctionalInterface
    interface Decoding<V> {
        V decode(ParquetFileReader file) throws IOException;
    }

    private <V> V decode(SegmentFile file, Decoding<V> decoding) throws IOException {
        FileRange range = tenant.file(file);
        try {
            return decoding.decode(
                    isWhole(file)
                            ? openWhole(store, key, file.fileName(), range)
                            : openByRange(range));
        } catch (CorruptParquetException e) {
            throw corrupt(file, e);
        }
    }

    CorruptSegmentException corrupt(SegmentFile file, IOException cause) {
        return new CorruptSegmentException(key, tenant.file(file).offset(), file.fileName(), cause);
    }

    private ParquetFileReader openByRange(FileRange range) throws IOException {
        return ParquetFileReader.open(
                (long offset, int length) -> {
                    if (offset < 0 || length < 0 || offset > range.length() - length) {
                        throw new CorruptParquetException(
                                "range ends at %d (expected at most %d, the end of the file)"
                                        .formatted(offset + length, range.length()));
                    }
                    return store.getRange(key, range.offset() + offset, length);
                },
                range.length());
    }

    /// Reads a whole file and checks it.
    static ParquetFileReader openWhole(ObjectStore store, String key, String name, FileRange range)
            throws IOException {
        byte[] bytes = store.getRange(key, range.offset(), range.length());
        long found = FooterFormat.checksum(bytes, 0, bytes.length);
        if (found != range.checksum()) {
            throw new CorruptSegmentException(
                    key,
                    range.offset(),
                    "checksum of %s is %016x (expected %016x)"
                            .formatted(name, found, range.checksum()));
        }
        return ParquetFileReader.open(bytes);
    }
}
