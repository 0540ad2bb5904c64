// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one component says to the question whether it can work. Asked at each `GET /ready`; must
/// not block.
public interface ReadinessCheck {

    /// Name of the component.
    String name();

    /// Why it is not ready, or null if it is.
    @Nullable String problem();

    /// A check of one supplier; it gives null when the component is ready.
    static ReadinessCheck of(String name, Supplier<@Nullable String> problem) {
        return new ReadinessCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public @Nullable String problem() {
                return problem.get();
            }
        };
    }
}
