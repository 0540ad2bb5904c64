// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IecBytesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "4194304, 4.0 MiB",
        "10485760, 10 MiB",
        "134217728, 128 MiB",
        "1610612736, 1.5 GiB",
        "9223372036854775807, 8192 PiB"
    })
    void showsBytesAsPeopleReadThem(long bytes, String text) {
        assertThat(IecBytes.of(bytes)).isEqualTo(text);
    }
}
