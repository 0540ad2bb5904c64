// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.TIME;
import static dev.hearth.formats.otlp.OtlpPayload.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.SampleType;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OtlpProfileTypeTest {

    private final OtlpPayload payload = new OtlpPayload();

    @ParameterizedTest
    @CsvSource({
        "samples, count, cpu, nanoseconds, 50, process_cpu:cpu:nanoseconds:cpu:nanoseconds, 150",
        "samples, count, cpu, nanoseconds, 0, process_cpu:samples:count:cpu:nanoseconds, 3",
        "off_cpu, nanoseconds, '', '', 0, off_cpu:off_cpu:nanoseconds::, 3",
        "cpu, nanoseconds, cpu, nanoseconds, 10, cpu:cpu:nanoseconds:cpu:nanoseconds, 3",
        "itimer, count, itimer, ns, 10, itimer:itimer:count:itimer:ns, 3",
        "alloc_space, bytes, space, bytes, 1, space:alloc_space:bytes:space:bytes, 3",
        "alloc_space, bytes, '', '', 0, memory:alloc_space:bytes::, 3",
        "wall, nanoseconds, '', '', 5, wall:wall:nanoseconds::, 3",
        "page_faults, count, '', '', 0, page_faults:page_faults:count::, 3",
    })
    void namesAndScalesByTypeAndPeriod(
            String type,
            String unit,
            String periodType,
            String periodUnit,
            long period,
            String id,
            long value)
            throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .setSampleType(payload.type(type, unit))
                        .setPeriodType(payload.type(periodType, periodUnit))
                        .setPeriod(period)
                        .addSamples(sample(payload.stack("main"), 3)));

        OtlpDecoder.Decoded decoded = payload.decodeOne();

        Profile profile = decoded.profile().batch().profiles().getFirst();
        Labels labels = profile.labels();
        assertThat(
                        String.join(
                                ":",
                                decoded.name(),
                                labels.getOrEmpty("__type__"),
                                labels.getOrEmpty("__unit__"),
                                labels.getOrEmpty("__period_type__"),
                                labels.getOrEmpty("__period_unit__")))
                .isEqualTo(id);
        assertThat(profile.samples().values()).containsExactly(value);
        assertThat(profile.period()).isEqualTo(period);
        assertThat(decoded.profile().sampleTypes())
                .containsExactly(
                        new SampleType(
                                labels.getOrEmpty("__type__"), labels.getOrEmpty("__unit__")));
    }

    @Test
    void scalesObservationsToo() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .setSampleType(payload.type("samples", "count"))
                        .setPeriodType(payload.type("cpu", "nanoseconds"))
                        .setPeriod(50)
                        .addSamples(times(sample(payload.stack("a")), 2))
                        .addSamples(times(sample(payload.stack("b"), 2, 3), 2)));

        Profile profile = payload.decodeOne().profile().batch().profiles().getFirst();

        assertThat(profile.samples().values()).containsExactlyInAnyOrder(100, 250);
        assertThat(Objects.requireNonNull(profile.samples().times()).values())
                .containsExactlyInAnyOrder(50, 50, 100, 150);
    }

    private static Sample.Builder times(Sample.Builder sample, int count) {
        for (int i = 0; i < count; i++) {
            sample.addTimestampsUnixNano(TIME + i);
        }
        return sample;
    }

    @Test
    void refusesScaledValuesThatDoNotFit() {
        payload.add(
                List.of(),
                payload.profile()
                        .setSampleType(payload.type("samples", "count"))
                        .setPeriodType(payload.type("cpu", "nanoseconds"))
                        .setPeriod(1L << 40)
                        .addSamples(sample(payload.stack("a"), 1L << 40)));

        assertThatThrownBy(payload::decodeOne).hasMessageContaining("add up to more than");
    }

    @Test
    void refusesANegativePeriodOfSamples() {
        payload.add(
                List.of(),
                payload.profile()
                        .setSampleType(payload.type("samples", "count"))
                        .setPeriodType(payload.type("cpu", "nanoseconds"))
                        .setPeriod(-5)
                        .addSamples(sample(payload.stack("a"), 1)));

        assertThatThrownBy(payload::decodeOne).hasMessageContaining("period is -5");
    }

    @Test
    void refusesAProfileWithoutASampleType() {
        payload.add(
                List.of(),
                payload.profile().clearSampleType().addSamples(sample(payload.stack("a"), 1)));

        assertThatThrownBy(payload::decodeOne).hasMessage("sample type is missing");
    }

    @Test
    void refusesASampleTypeWithADash() {
        payload.add(
                List.of(),
                payload.profile()
                        .setSampleType(payload.type("in-use", "bytes"))
                        .addSamples(sample(payload.stack("a"), 1)));

        assertThatThrownBy(payload::decodeOne).hasMessageContaining("in-use");
    }
}
