// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.ConfigLoader;
import dev.hearth.config.ReferencePage;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigurationReferenceTest {

    private final ReferenceDocument page =
            new ReferenceDocument("configuration.md", ConfigurationReferenceTest.class);

    @Test
    void thePageNamesEveryFlagOfTheProgram() throws IOException {
        ConfigLoader loader = new ConfigLoader(Wiring.flags(), Main.build(), Map.of());
        page.requireSays(ReferencePage.render(loader.flags()));
    }
}
