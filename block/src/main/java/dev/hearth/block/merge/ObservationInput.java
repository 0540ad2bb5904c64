// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.Closeable;
import java.io.IOException;

/// Goes over an input's observations once, in order of sample. For one thread.
final class ObservationInput implements Closeable {

    private final MergeFiles files;
    private final int rows;
    private final NumberInput samples;
    private final NumberInput times;
    private final NumberInput values;
    private int row;

    /// @param readAheadBytes bytes read ahead of a column
    ObservationInput(MergeFiles files, long readAheadBytes) throws IOException {
        this.files = files;
        ParquetFileReader file = files.open(BlockFile.OBSERVATIONS);
        this.rows = file.rows();
        int ahead = SampleInput.rowsAhead(files, BlockFile.OBSERVATIONS, rows, readAheadBytes);
        this.samples = new NumberInput(file, "sample", rows, ahead);
        this.times = new NumberInput(file, "time", rows, ahead);
        this.values = new NumberInput(file, "value", rows, ahead);
    }

    /// Reads those of the samples of a profile, which comes behind those read before.
    ///
    /// @param first its first sample
    void read(int first, int count, SampleScratch into) throws IOException {
        try {
            while (row < rows && samples.at(row) < first) {
                row++;
            }
            while (row < rows && samples.at(row) < (long) first + count) {
                into.addObservation((int) samples.at(row) - first, times.at(row), values.at(row));
                row++;
            }
        } catch (CorruptParquetException e) {
            throw files.part(BlockFile.OBSERVATIONS).corrupt(e);
        }
    }

    @Override
    public void close() {
        samples.close();
        times.close();
        values.close();
    }
}
