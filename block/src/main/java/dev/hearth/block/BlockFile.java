// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

/// The Parquet files of a block.
public enum BlockFile {
    /// One row a sample.
    SAMPLES("samples.parquet"),
    /// One row a profile.
    PROFILES("profiles.parquet"),
    /// One row a series.
    SERIES("series.parquet"),
    /// One row a label of a series.
    LABELS("labels.parquet"),
    /// One row a node of a service's stacks.
    STACKS("stacks.parquet"),
    /// One row a location.
    LOCATIONS("locations.parquet"),
    /// One row a line of a location.
    LINES("lines.parquet"),
    /// One row a function.
    FUNCTIONS("functions.parquet"),
    /// One row a mapping.
    MAPPINGS("mappings.parquet"),
    /// One row an observation of a sample; only there if there is one.
    OBSERVATIONS("observations.parquet"),
    /// One row a stack of a series in five minutes.
    SAMPLES_5M("samples_5m.parquet"),
    /// One row a series in five minutes.
    BUCKETS_5M("buckets_5m.parquet"),
    /// One row a stack of a series in an hour.
    SAMPLES_1H("samples_1h.parquet"),
    /// One row a series in an hour.
    BUCKETS_1H("buckets_1h.parquet"),
    /// One row a stack of a series in a day; only there if the block reaches over several hours.
    SAMPLES_1D("samples_1d.parquet"),
    /// One row a series in a day; only there if the block reaches over several hours.
    BUCKETS_1D("buckets_1d.parquet"),
    /// One row a function of a profile type in an hour.
    FUNCTION_COSTS("function_costs.parquet");

    private final String fileName;

    BlockFile(String fileName) {
        this.fileName = fileName;
    }

    /// The last part of the object's key.
    public String fileName() {
        return fileName;
    }
}
