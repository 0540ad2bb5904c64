// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keys of versions: `<prefix><n>-<seal of version n - 1>`.
///
/// Since a version's seal is its own, a key never comes back: nobody takes the place of a version
/// that he does not follow, and whoever deletes late deletes nothing else. The first version of a
/// tenant's index has the tenant's life in place of a seal, and no two lives have the same.
final class IndexKeys {

    /// What the first version has in place of a seal where there is but one first version ever.
    static final String NO_SEAL = "0000000000000000";

    private static final String TENANTS = "tenants/";
    private static final int DIGITS = 20;

    private IndexKeys() {}

    /// What a key tells.
    ///
    /// @param previous seal of the version before; of the first version what is in its place
    record Name(String key, long number, String previous) {}

    static String prefix(TenantId tenant) {
        return BlockKeys.tenant(tenant) + "index/";
    }

    static String key(String prefix, long number, String previous) {
        return "%s%020d-%s".formatted(prefix, number, previous);
    }

    /// The tenants of which there is any object below `tenants/`. Goes from tenant to tenant. A
    /// listing: it may lag.
    static SortedSet<TenantId> tenants(ObjectStore store) throws IOException {
        SortedSet<TenantId> tenants = new TreeSet<>();
        for (String name : ObjectFolders.names(store, TENANTS)) {
            TenantId tenant = tenant(name);
            if (tenant != null) {
                tenants.add(tenant);
            }
        }
        return tenants;
    }

    private static @Nullable TenantId tenant(String name) {
        try {
            return new TenantId(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The last part of a key.
    static String lastPart(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /// The versions that a listing names, in order of number.
    static List<Name> list(ObjectStore store, String prefix) throws IOException {
        List<Name> names = new ArrayList<>();
        for (String key : ObjectFolders.keys(store, prefix)) {
            Name name = parse(prefix, key);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /// Null if the key is none of a version.
    static @Nullable Name parse(String prefix, String key) {
        String text = key.substring(prefix.length());
        if (text.length() != DIGITS + 1 + NO_SEAL.length() || text.charAt(DIGITS) != '-') {
            return null;
        }
        long number = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return null;
            }
            number = number * 10 + digit;
        }
        return number >= 1 ? new Name(key, number, text.substring(DIGITS + 1)) : null;
    }
}
