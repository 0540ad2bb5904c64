// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// A runtime file that was read.
///
/// @param name path or URL, for messages
/// @param yaml what is in it
public record RuntimeFile(String name, String yaml) {}
