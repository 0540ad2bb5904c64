// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.query.Observations;
import dev.hearth.query.ProfileRows;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;

/// Series, profiles, symbols that are decoded and kept together: those of a tenant in a segment,
/// those of a service in a block. Each is decoded once as long as the cache keeps it. Safe for many
/// threads.
final class StoredTables {

    private final StoredFiles files;
    private final int index;
    private final Map<BlockFile, SegmentFooter.Rows> rows;

    /// @param index tells these from others of the files
    /// @param rows their rows in the files; of files that are not named, all rows. Series are named
    StoredTables(StoredFiles files, int index, Map<BlockFile, SegmentFooter.Rows> rows) {
        this.files = files;
        this.index = index;
        this.rows = rows;
    }

    /// Where the numbers of series and of profiles begin.
    int first(BlockFile file) {
        SegmentFooter.Rows found = rows.get(file);
        return found == null ? 0 : found.first();
    }

    private SegmentFooter.Rows rows(BlockFile file, ParquetFileReader reader) {
        SegmentFooter.Rows found = rows.get(file);
        return found == null ? new SegmentFooter.Rows(0, reader.rows()) : found;
    }

    private SegmentFooter.Rows known(BlockFile file) {
        return rows.getOrDefault(file, new SegmentFooter.Rows(0, Integer.MAX_VALUE));
    }

    /// Reads rows of a file.
    @FunctionalInterface
    private interface RowsDecoding<V> {
        V decode(ParquetFileReader file, SegmentFooter.Rows rows) throws IOException;
    }

    private <V extends BlockCache.Weighted> V part(
            String name, Class<V> type, BlockFile file, RowsDecoding<V> decoding)
            throws IOException {
        return files.cache()
                .get(
                        files.key(name, index),
                        type,
                        () ->
                                files.decode(
                                        file,
                                        reader -> decoding.decode(reader, rows(file, reader))));
    }

    StoredParts.Series series() throws IOException {
        SegmentFooter.Rows series = known(BlockFile.SERIES);
        return part(
                "series",
                StoredParts.Series.class,
                BlockFile.LABELS,
                (file, _) -> {
                    checkSeries(series);
                    return SeriesDecoder.read(
                            file,
                            SortedRows.find(file, "series", series.first(), series.end()),
                            series);
                });
    }

    /// The file of the series says nothing that the labels don't; it is for other tools. Yet it is
    /// read, so that damage is not found by them.
    private void checkSeries(SegmentFooter.Rows series) throws IOException {
        files.decode(
                BlockFile.SERIES,
                file -> {
                    SeriesDecoder.check(file, series);
                    return file;
                });
    }

    StoredParts.Profiles profiles() throws IOException {
        return part(
                "profiles",
                StoredParts.Profiles.class,
                BlockFile.PROFILES,
                (file, profiles) ->
                        ProfilesDecoder.read(
                                file, profiles, known(BlockFile.SERIES), known(BlockFile.SAMPLES)));
    }

    /// Totals by profile.
    long[] totals() throws IOException {
        return numbers("total");
    }

    /// Periods by profile.
    long[] periods() throws IOException {
        return numbers("period");
    }

    private long[] numbers(String column) throws IOException {
        return part(
                        column,
                        StoredParts.Numbers.class,
                        BlockFile.PROFILES,
                        (file, profiles) ->
                                new StoredParts.Numbers(
                                        ProfilesDecoder.readLongs(file, column, profiles)))
                .values();
    }

    /// Ids by profile, two numbers each, high before low.
    long[] ids() throws IOException {
        return part(
                        "id",
                        StoredParts.Numbers.class,
                        BlockFile.PROFILES,
                        (file, profiles) ->
                                new StoredParts.Numbers(ProfilesDecoder.readIds(file, profiles)))
                .values();
    }

    /// Which profiles are marked.
    BitSet marked() throws IOException {
        return part(
                        "marked",
                        StoredParts.Rows.class,
                        BlockFile.PROFILES,
                        (file, profiles) ->
                                new StoredParts.Rows(ProfilesDecoder.readMarked(file, profiles)))
                .rows();
    }

    StoredParts.Buckets buckets(Rollup rollup) throws IOException {
        return part(
                rollup.buckets.fileName() + " decoded",
                StoredParts.Buckets.class,
                rollup.buckets,
                (file, buckets) ->
                        ProfilesDecoder.readBuckets(
                                file, buckets, known(BlockFile.SERIES), known(rollup.samples)));
    }

    StoredParts.SymbolTable symbols() throws IOException {
        return files.cache()
                .get(
                        files.key("symbols", index),
                        StoredParts.SymbolTable.class,
                        this::decodeSymbols);
    }

    /// Mappings and functions, without locations.
    StoredParts.SymbolTable functions() throws IOException {
        return files.cache()
                .get(
                        files.key("function names", index),
                        StoredParts.SymbolTable.class,
                        this::decodeFunctions);
    }

    private StoredParts.SymbolTable decodeFunctions() throws IOException {
        SymbolsDecoder decoder = new SymbolsDecoder();
        decode(BlockFile.MAPPINGS, decoder::readMappings);
        decode(BlockFile.FUNCTIONS, decoder::readFunctions);
        return decoder.table();
    }

    private StoredParts.SymbolTable decodeSymbols() throws IOException {
        SymbolsDecoder decoder = new SymbolsDecoder();
        decode(BlockFile.MAPPINGS, decoder::readMappings);
        decode(BlockFile.FUNCTIONS, decoder::readFunctions);
        decode(BlockFile.LINES, decoder::readLines);
        return decode(BlockFile.LOCATIONS, decoder::readLocations);
    }

    private <V> V decode(BlockFile file, RowsDecoding<V> decoding) throws IOException {
        return files.decode(file, reader -> decoding.decode(reader, rows(file, reader)));
    }

    /// Reads when samples of profiles were observed. There must be such a file.
    ///
    /// @param stacks those of the service
    void readObservations(ProfileRows chosen, SegmentFooter.Rows stacks, Observations into)
            throws IOException {
        int[] starts = observationStarts();
        files.decode(
                BlockFile.OBSERVATIONS,
                file -> {
                    new ObservationReader(file, starts, stacks, into).read(chosen);
                    return into;
                });
    }

    private int[] observationStarts() throws IOException {
        int first = first(BlockFile.PROFILES);
        int count = profiles().times.length;
        return part(
                        "observation starts",
                        StoredParts.Starts.class,
                        BlockFile.OBSERVATIONS,
                        (file, _) -> new StoredParts.Starts(starts(file, first, count)))
                .starts();
    }

    private static int[] starts(ParquetFileReader file, int firstProfile, int profiles)
            throws IOException {
        SegmentFooter.Rows rows =
                SortedRows.find(file, "profile", firstProfile, (long) firstProfile + profiles);
        int[] column = new int[rows.count()];
        file.readInts("profile", rows.first(), column.length, column, 0);
        int[] starts = RowStarts.of("profile of an observation", column, firstProfile, profiles);
        for (int i = 0; i < starts.length; i++) {
            starts[i] += rows.first();
        }
        return starts;
    }
}
