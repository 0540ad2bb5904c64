// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.TenantId;
import java.io.IOException;

/// Opens what a tenant has in the object store. Safe for many threads; calls block.
@FunctionalInterface
public interface StoredParts {

    /// Opens a part, without what is hidden of it. Of a segment without anything of the tenant the
    /// source is empty.
    ///
    /// @throws IllegalArgumentException if the name is none of its kind
    /// @throws IOException if the object is gone, the store fails, or its bytes are wrong
    ProfileSource open(TenantId tenant, StoredPart part) throws IOException;
}
