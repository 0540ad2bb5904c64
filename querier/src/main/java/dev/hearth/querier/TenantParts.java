// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.TenantId;
import java.util.List;

/// All parts of a tenant's profiles, as one plan found them.
///
/// @param parts each profile is in exactly one
record TenantParts(TenantId tenant, List<PlannedPart> parts) {

    TenantParts {
        parts = List.copyOf(parts);
    }
}
