// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names addresses that came without names, when they are read. Safe for many threads; calls may
/// block.
@FunctionalInterface
public interface AddressNames {

    /// Names nothing.
    AddressNames NONE =
            new AddressNames() {
                @Override
                public Symbols name(
                        TenantId tenant,
                        Symbols symbols,
                        StackTable stacks,
                        long @Nullable [] sums) {
                    return symbols;
                }

                @Override
                public List<ProfileSource> over(List<ProfileSource> sources, TenantId tenant) {
                    return sources;
                }
            };

    /// Adds lines to locations that have none and whose mapping is known. Ids stay as they are, new
    /// ones come behind.
    ///
    /// @param stacks stacks of which those with a sum are looked at
    /// @param sums for each stack its value, null to look at all
    /// @return `symbols` itself if there is nothing to add
    Symbols name(TenantId tenant, Symbols symbols, StackTable stacks, long @Nullable [] sums)
            throws IOException;

    /// Whether [#name] may add anything to a table with these mappings; its locations are not
    /// looked at.
    default boolean mayName(TenantId tenant, Symbols symbols) throws IOException {
        return true;
    }

    /// Sources whose symbols are named as they are read.
    default List<ProfileSource> over(List<ProfileSource> sources, TenantId tenant) {
        return sources.stream()
                .<ProfileSource>map(source -> new NamedSource(source, tenant, this))
                .toList();
    }
}
