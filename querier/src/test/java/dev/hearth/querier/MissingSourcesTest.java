// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class MissingSourcesTest {

    private final MissingSources missing = new MissingSources(true);

    @Test
    void whatWasMissingInARoundThatIsRepeatedIsForgotten() throws IOException {
        missing.begin(false);
        missing.failed(new IOException("block b is damaged"));
        missing.planned();
        missing.failed(new IOException("owner o is away"));

        missing.askAgain();

        assertThat(missing.count()).isEqualTo(1);
        assertThat(missing.reasons()).containsExactly("block b is damaged");
    }

    @Test
    void aNewPlanForgetsWhatWasMissingFromTheOneBefore() throws IOException {
        missing.failed(new IOException("block b is damaged"));
        missing.planned();

        missing.begin(false);
        missing.planned();
        missing.askAgain();

        assertThat(missing.count()).isZero();
        assertThat(missing.reasons()).isEmpty();
    }
}
