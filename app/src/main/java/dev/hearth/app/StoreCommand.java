// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// Something that the program does with a store instead of serving it.
interface StoreCommand {

    /// The word on the command line.
    String name();

    /// What it does, for the operator.
    String help();

    /// Flags that only this command has.
    List<Flag<?>> flags();

    /// Whether it changes the store.
    ///
    /// @throws ConfigException if the settings make no sense
    boolean writes(Settings settings) throws ConfigException;

    /// Does it.
    ///
    /// @param out results
    /// @param err progress
    /// @return the exit code: 0 if all is well
    /// @throws ConfigException if the settings make no sense
    /// @throws IOException if the store fails
    int run(Settings settings, ObjectStore store, PrintStream out, PrintStream err)
            throws ConfigException, IOException;
}
