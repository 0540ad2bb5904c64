// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// What a command line asks for.
public sealed interface StartRequest {

    /// Run with these settings.
    ///
    /// @param settings every flag, resolved; its warnings are to be logged
    record Run(Settings settings) implements StartRequest {}

    /// Print a text and leave with status 0.
    ///
    /// @param text what to print, with its line ends
    record Print(String text) implements StartRequest {}
}
