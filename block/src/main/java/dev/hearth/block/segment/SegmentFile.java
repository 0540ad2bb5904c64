// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

/// The Parquet files of a tenant in a segment, in the order in which they lie there.
public enum SegmentFile {
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
    OBSERVATIONS("observations.parquet");

    private final String fileName;

    SegmentFile(String fileName) {
        this.fileName = fileName;
    }

    /// What the file is called where it stands alone.
    public String fileName() {
        return fileName;
    }
}
