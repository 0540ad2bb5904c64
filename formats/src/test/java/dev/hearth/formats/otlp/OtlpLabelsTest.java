// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.pair;
import static dev.hearth.formats.otlp.OtlpPayload.sample;
import static dev.hearth.formats.otlp.OtlpPayload.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class OtlpLabelsTest {

    private final OtlpPayload payload = new OtlpPayload();

    @Test
    void makesLabelsOfResourceAndScope() throws MalformedProfileException {
        ScopeProfiles.Builder scope =
                ScopeProfiles.newBuilder()
                        .setScope(
                                InstrumentationScope.newBuilder()
                                        .setName("profiler")
                                        .addAttributes(pair("both", "scope"))
                                        .addAttributes(pair("scope.only", "s")))
                        .addProfiles(
                                payload.profile().addSamples(sample(payload.stack("main"), 1)));
        ResourceProfiles.Builder resource = ResourceProfiles.newBuilder().addScopeProfiles(scope);
        resource.getResourceBuilder()
                .addAttributes(pair("service.name", "shop"))
                .addAttributes(pair("both", "resource"))
                .addAttributes(pair("both", "again"))
                .addAttributes(pair("__name__", "mine"))
                .addAttributes(pair("empty", ""))
                .addAttributes(value("pid", AnyValue.newBuilder().setIntValue(-12)))
                .addAttributes(value("ratio", AnyValue.newBuilder().setDoubleValue(0.5)))
                .addAttributes(value("flag", AnyValue.newBuilder().setBoolValue(true)))
                .addAttributes(value("one", array(text("single"))))
                .addAttributes(value("two", array(text("a"), text("b"))))
                .addAttributes(KeyValue.newBuilder().setKey("none"));
        payload.add(resource);

        assertThat(labels(payload))
                .containsExactly(
                        Map.of(
                                "__delta__", "false",
                                "__otel__", "true",
                                "__name__", "test",
                                "service_name", "shop",
                                "service.name", "shop",
                                "both", "resource",
                                "scope.only", "s",
                                "pid", "-12",
                                "one", "single"));
    }

    private static KeyValue.Builder value(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value);
    }

    private static AnyValue.Builder array(AnyValue... values) {
        return AnyValue.newBuilder()
                .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values)));
    }

    @Test
    void resolvesKeysAndValuesThatAreIndexes() throws MalformedProfileException {
        KeyValue.Builder indexed =
                KeyValue.newBuilder()
                        .setKeyStrindex(payload.string("service.name"))
                        .setValue(
                                AnyValue.newBuilder()
                                        .setStringValueStrindex(payload.string("indexed")));
        int attribute =
                payload.attribute(
                        "color",
                        AnyValue.newBuilder()
                                .setStringValueStrindex(payload.string("red"))
                                .build());
        payload.add(
                List.of(indexed),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"), 1).addAttributeIndices(attribute)));

        assertThat(labels(payload).getFirst()).containsEntry("service_name", "indexed");
        assertThat(sampleLabels(payload)).containsExactly(Map.of("color", "red"));
    }

    @Test
    void refusesProfilesOfAResourceWithIndexesOutOfRange() throws MalformedProfileException {
        payload.add(
                List.of(KeyValue.newBuilder().setKeyStrindex(77).setValue(text("x"))),
                payload.profile().addSamples(sample(payload.stack("main"), 1)),
                payload.profile().addSamples(sample(payload.stack("main"), 2)));
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack("fine"), 3)));
        byte[] bytes = payload.bytes();
        OtlpDecoder decoder = new OtlpDecoder(Shown.LIMITS);
        List<OtlpProfile> profiles = OtlpRequest.read(bytes, 0, bytes.length).profiles();

        assertThat(profiles).hasSize(3);
        assertThatThrownBy(() -> decoder.decode(profiles.get(0))).hasMessageContaining("77");
        assertThatThrownBy(() -> decoder.decode(profiles.get(1))).hasMessageContaining("77");
        assertThat(Shown.lines(decoder.decode(profiles.get(2)).profile()))
                .containsExactly("cpu: fine 3");
    }

    @Test
    void namesAServiceThatHasNoName() throws MalformedProfileException {
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack("a"), 1)));
        payload.add(
                List.of(pair("process.executable.name", "nginx")),
                payload.profile().addSamples(sample(payload.stack("b"), 1)));

        assertThat(labels(payload).stream().map(l -> l.get("service_name")))
                .containsExactly("unknown_service", "unknown_service:nginx");
    }

    @Test
    void dividesAProfileByTheServicesOfItsSamples() throws MalformedProfileException {
        int a = payload.attribute("service.name", "a");
        int b = payload.attribute("service.name", "b");
        int alsoA = payload.attribute("service.name", "a");
        int color = payload.attribute("color", "red");
        payload.add(
                List.of(pair("service.name", "host")),
                payload.profile()
                        .addSamples(sample(payload.stack("one"), 1).addAttributeIndices(a))
                        .addSamples(sample(payload.stack("two"), 2).addAttributeIndices(b))
                        .addSamples(sample(payload.stack("three"), 4))
                        .addSamples(
                                sample(payload.stack("four"), 8)
                                        .addAttributeIndices(color)
                                        .addAttributeIndices(alsoA)));
        byte[] bytes = payload.bytes();
        List<OtlpProfile> profiles = OtlpRequest.read(bytes, 0, bytes.length).profiles();
        OtlpDecoder decoder = new OtlpDecoder(Shown.LIMITS);
        Map<String, List<String>> byService = new TreeMap<>();
        for (OtlpProfile profile : profiles) {
            assertThat(profile.number()).isZero();
            byService.put(
                    profile.labels("test").getOrEmpty("service_name"),
                    Shown.lines(decoder.decode(profile).profile()));
        }

        assertThat(byService)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "a", List.of("cpu: one 1", "cpu color=red: four 8"),
                                "b", List.of("cpu: two 2"),
                                "host", List.of("cpu: three 4")));
        assertThat(profiles.stream().mapToInt(OtlpProfile::sizeBytes).sum())
                .isBetween(1, bytes.length);
    }

    @Test
    void makesLabelsOfTheStringAttributesOfSamples() throws MalformedProfileException {
        int red = payload.attribute("color", "red");
        int redAgain = payload.attribute("color", "red");
        int thread = payload.attribute("thread.id", AnyValue.newBuilder().setIntValue(7).build());
        int own = payload.attribute("__name__", "mine");
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("one"), 1)
                                        .addAttributeIndices(thread)
                                        .addAttributeIndices(red)
                                        .addAttributeIndices(own))
                        .addSamples(sample(payload.stack("one"), 2).addAttributeIndices(redAgain))
                        .addSamples(sample(payload.stack("two"), 4).addAttributeIndices(thread)));

        assertThat(Shown.lines(payload.decodeOne().profile()))
                .containsExactlyInAnyOrder("cpu color=red: one 3", "cpu: two 4");
    }

    @Test
    void refusesAttributesThatAreFarTooLarge() {
        payload.add(
                List.of(pair("big", "x".repeat(70_000))),
                payload.profile().addSamples(sample(payload.stack("main"), 1)));

        assertThatThrownBy(payload::decodeOne).hasMessageContaining("attributes");
    }

    private static List<Map<String, String>> labels(OtlpPayload payload)
            throws MalformedProfileException {
        byte[] bytes = payload.bytes();
        List<Map<String, String>> all = new ArrayList<>();
        for (OtlpProfile profile : OtlpRequest.read(bytes, 0, bytes.length).profiles()) {
            all.add(map(profile.labels("test")));
        }
        return all;
    }

    private static List<Map<String, String>> sampleLabels(OtlpPayload payload)
            throws MalformedProfileException {
        List<Map<String, String>> all = new ArrayList<>();
        for (Profile profile : payload.decodeOne().profile().batch().profiles()) {
            Map<String, String> labels = map(profile.labels());
            labels.keySet().removeIf(name -> name.startsWith("__"));
            all.add(labels);
        }
        return all;
    }

    private static Map<String, String> map(Labels labels) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < labels.size(); i++) {
            map.put(labels.name(i), labels.value(i));
        }
        return map;
    }

    /// Protobuf makes one of a message that is given several times.
    @Test
    void refusesMoreAttributesThanAResourceHasAlsoInParts() throws Exception {
        OtlpPayload whole = new OtlpPayload();
        whole.add(List.of(), whole.profile().addSamples(sample(whole.stack("main"), 1)));
        byte[] scopes = whole.request().getResourceProfiles(0).toByteArray();
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int part = 0; part < 4; part++) {
            ResourceProfiles.Builder resource = ResourceProfiles.newBuilder();
            for (int i = 0; i < 600; i++) {
                resource.getResourceBuilder()
                        .addAttributes(pair("key%d.%d".formatted(part, i), "v"));
            }
            parts.writeBytes(resource.build().toByteArray());
        }
        parts.writeBytes(scopes);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(request);
        out.writeByteArray(1, parts.toByteArray());
        out.writeBytes(2, whole.request().getDictionary().toByteString());
        out.flush();

        assertThatThrownBy(() -> OtlpPayload.decode(request.toByteArray(), Shown.LIMITS))
                .isInstanceOf(MalformedProfileException.class)
                .hasMessageContaining("have more than 65536 bytes");
    }
}
