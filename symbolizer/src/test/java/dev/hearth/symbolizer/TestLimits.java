// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.config.ConfigException;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;

/// Limits of tenants as flags set them.
final class TestLimits {

    private TestLimits() {}

    static Limits of(boolean enabled, long maxFileBytes) {
        Settings settings =
                Settings.defaults()
                        .with(LimitFlags.SYMBOLIZER_ENABLED, enabled)
                        .with(LimitFlags.MAX_SYMBOL_SIZE_BYTES, maxFileBytes);
        try {
            return Limits.same(TenantLimits.fromSettings(settings));
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }
}
