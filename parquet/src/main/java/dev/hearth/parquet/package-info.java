// SPDX-License-Identifier: Apache-2.0
/// Flat Parquet files: dense columns to bytes and back, without Hadoop and without record assembly.
///
/// Only what Hearth stores: required columns of five types, zstd, data pages of version 1 with a
/// CRC, column and offset indexes. What is written here any Parquet reader reads; what is read here
/// must have been written here, since the reader insists on the checksums that other writers leave
/// out. Bytes are not trusted: a wrong one is a [dev.hearth.parquet.CorruptParquetException], never
/// wrong data and never memory without bound.
///
/// Start at [ParquetFileWriter] and [ParquetFileReader].
@NullMarked
package dev.hearth.parquet;

import org.jspecify.annotations.NullMarked;
