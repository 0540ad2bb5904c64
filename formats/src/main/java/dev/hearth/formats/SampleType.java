// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

/// One column of values that a payload announces.
///
/// @param type what is counted, after renaming that the client asked for
/// @param unit in what unit
public record SampleType(String type, String unit) {}
