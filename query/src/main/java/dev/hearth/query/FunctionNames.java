// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StringTable;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;
import java.util.function.Predicate;

/// The names of functions, each once, and whether they are wanted: asked once a name, however many
/// datasets have it. For one thread.
final class FunctionNames {

    private static final byte UNKNOWN = 0;
    private static final byte WANTED = 1;
    private static final byte UNWANTED = 2;

    private final Predicate<String> isWanted;
    private final SymbolsBuilder names = new SymbolsBuilder();
    private byte[] verdicts = new byte[1024];

    FunctionNames(Predicate<String> isWanted) {
        this.isWanted = isWanted;
    }

    /// Returns the id of a name, -1 if it is not wanted.
    int find(StringTable strings, int string) {
        int id = names.string(strings, string);
        if (id >= verdicts.length) {
            verdicts = Arrays.copyOf(verdicts, Math.max(id + 1, verdicts.length * 2));
        }
        if (verdicts[id] == UNKNOWN) {
            verdicts[id] = isWanted.test(strings.get(string)) ? WANTED : UNWANTED;
        }
        return verdicts[id] == WANTED ? id : -1;
    }

    /// The names by id.
    StringTable strings() {
        return names.snapshot().strings();
    }
}
