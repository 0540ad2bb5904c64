// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DistributorConfigTest {

    @Test
    void fitsTheMachineByDefault() throws Exception {
        DistributorConfig config = DistributorConfig.from(Settings.defaults());

        assertThat(config.pushTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.maxDecodes()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.maxDecodedBytes()).isPositive();
    }

    @Test
    void namesTheFlagThatIsOutOfRange() {
        assertThatThrownBy(() -> DistributorConfig.from(with("distributor.max-decodes", -1)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-distributor.max-decodes is -1 (expected 0 or more)");
    }

    @SuppressWarnings("unchecked") // the flag of that name holds an int
    private static Settings with(String name, int value) {
        for (Flag<?> flag : DistributorConfig.flags()) {
            if (flag.name().equals(name)) {
                return Settings.defaults().with((Flag<Integer>) flag, value);
            }
        }
        throw new IllegalArgumentException("no flag " + name);
    }
}
