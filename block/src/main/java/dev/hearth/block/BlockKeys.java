// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.TenantId;

/// Keys of a tenant's blocks in the object store.
public final class BlockKeys {

    private BlockKeys() {}

    /// What the keys of all objects of a tenant begin with.
    public static String tenant(TenantId tenant) {
        return "tenants/" + tenant.value() + "/";
    }

    /// What the keys of all blocks of a tenant begin with.
    public static String blocks(TenantId tenant) {
        return tenant(tenant) + "blocks/";
    }

    /// What the keys of all objects of a block begin with.
    public static String block(TenantId tenant, BlockId block) {
        return blocks(tenant) + block.text() + "/";
    }

    /// Key of a file of a block.
    public static String file(TenantId tenant, BlockId block, BlockFile file) {
        return block(tenant, block) + file.fileName();
    }

    /// Key of the description of a block.
    public static String meta(TenantId tenant, BlockId block) {
        return block(tenant, block) + "meta.json";
    }
}
