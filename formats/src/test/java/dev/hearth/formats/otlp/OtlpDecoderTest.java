// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.TIME;
import static dev.hearth.formats.otlp.OtlpPayload.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OtlpDecoderTest {

    private final OtlpPayload payload = new OtlpPayload();

    @Test
    void decodesStacksAndValues() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stack("main;work"), 3))
                        .addSamples(sample(payload.stack("main;idle"), 4)));

        OtlpDecoder.Decoded decoded = payload.decodeOne();

        assertThat(Shown.lines(decoded.profile()))
                .containsExactlyInAnyOrder("cpu: main;work 3", "cpu: main;idle 4");
        assertThat(decoded.profile().batch().profiles().getFirst().timeNanos()).isEqualTo(TIME);
    }

    @Test
    void addsUpValuesWithoutTimes() throws MalformedProfileException {
        payload.add(
                List.of(), payload.profile().addSamples(sample(payload.stack("main"), 3, 4, 5)));

        assertThat(Shown.lines(payload.decodeOne().profile())).containsExactly("cpu: main 12");
        assertThat(only(payload).times()).isNull();
    }

    @Test
    void countsTimestampsWithoutValues() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"))
                                        .addTimestampsUnixNano(TIME + 2)
                                        .addTimestampsUnixNano(TIME + 1)));

        Samples samples = only(payload);

        assertThat(samples.values()).containsExactly(2);
        SampleTimes times = Objects.requireNonNull(samples.times());
        assertThat(times.nanos()).containsExactly(TIME + 1, TIME + 2);
        assertThat(times.values()).containsExactly(1, 1);
    }

    @Test
    void pairsTimestampsWithValues() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"), 7, 0, 2)
                                        .addTimestampsUnixNano(TIME + 2)
                                        .addTimestampsUnixNano(TIME + 3)
                                        .addTimestampsUnixNano(TIME + 1)));

        Samples samples = only(payload);

        assertThat(samples.values()).containsExactly(9);
        SampleTimes times = Objects.requireNonNull(samples.times());
        assertThat(times.nanos()).containsExactly(TIME + 1, TIME + 2);
        assertThat(times.values()).containsExactly(2, 7);
    }

    @Test
    void refusesASampleWithNeitherValuesNorTimes() {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stack("main"), 1))
                        .addSamples(sample(payload.stack("main"))));

        assertThatThrownBy(payload::decodeOne)
                .isInstanceOf(MalformedProfileException.class)
                .hasMessageContaining("neither values nor timestamps");
    }

    private static Samples only(OtlpPayload payload) throws MalformedProfileException {
        List<Profile> profiles = payload.decodeOne().profile().batch().profiles();
        assertThat(profiles).hasSize(1);
        return profiles.getFirst().samples();
    }
}
