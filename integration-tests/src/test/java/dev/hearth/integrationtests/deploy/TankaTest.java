// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Tanka library, by plain jsonnet: its objects are those of the chart.
final class TankaTest {

    private static final Path TANKA = Top.file("deploy/tanka");

    private static Command jsonnet() {
        return Command.of(
                RealPart.program("apt-get install jsonnet", "jsonnet"),
                "-J",
                TANKA.resolve("lib").toString(),
                "-J",
                Top.file("deploy").toString());
    }

    private static Map<String, JsonNode> chart(String values) throws IOException {
        Command helm = Command.of(RealPart.made("helm", "helm"));
        return comparable(
                Objects.parseAll(
                        helm.output(
                                "template",
                                "hearth",
                                Top.file("deploy/helm/hearth").toString(),
                                "--values="
                                        + Top.file(
                                                "deploy/helm/hearth/ci/" + values + "-values.yaml"),
                                "--namespace=profiles",
                                "--skip-tests")));
    }

    /// Objects without what only Helm knows: its labels, and sums of the configuration; what is
    /// text in YAML is taken for what it says.
    private static Map<String, JsonNode> comparable(Map<String, JsonNode> objects) {
        for (JsonNode object : objects.values()) {
            ((ObjectNode) object.path("metadata").path("labels"))
                    .remove(List.of("app.kubernetes.io/managed-by", "helm.sh/chart"));
            JsonNode annotations =
                    object.path("spec").path("template").path("metadata").path("annotations");
            if (annotations instanceof ObjectNode set) {
                set.remove("checksum/config");
            }
            if (object.path("data") instanceof ObjectNode data) {
                for (Map.Entry<String, JsonNode> file : List.copyOf(data.properties())) {
                    if (file.getKey().endsWith(".yaml")) {
                        data.set(file.getKey(), Objects.parse(file.getValue().asText()));
                    }
                }
            }
        }
        return objects;
    }

    /// The objects of an environment, however deep they lie.
    private static Map<String, JsonNode> environment(String json) {
        TreeMap<String, JsonNode> objects = new TreeMap<>();
        collect(Objects.parse(json), objects);
        return comparable(objects);
    }

    private static void collect(JsonNode node, Map<String, JsonNode> objects) {
        if (node.has("kind") && node.has("apiVersion")) {
            objects.put(Objects.name(node), node);
        } else {
            node.forEach(child -> collect(child, objects));
        }
    }

    private static void assertSame(Map<String, JsonNode> actual, Map<String, JsonNode> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        assertThat(actual)
                .allSatisfy((name, object) -> {
                    assertThat(object).as(name).isEqualTo(expected.get(name));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "microservices"})
    void anEnvironmentHasTheObjectsOfTheChart(String mode) throws Exception {
        String json =
                jsonnet()
                        .output(TANKA.resolve("environments/" + mode + "/main.jsonnet").toString());

        assertSame(environment(json), chart(mode));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode: 'microservices'|_config.config.storage.backend is filesystem",
                "mode: 'microservices', config: { storage: { backend: 's3' } }, ring: { store: 'consul', consul: { address: '' } }"
                        + "|_config.ring.consul.address is empty",
                "mode: 'microservices', config: { storage: { backend: 's3' } }, ingester+: { updateZones: ['zone-x'] }"
                        + "|_config.ingester.updateZones names \"zone-x\"",
                "ingress+: { enabled: true }|_config.ingress.hosts is empty",
            })
    void aWrongSettingIsRefusedWithItsName(String settings, String told) throws Exception {
        Command.Ended ended =
                jsonnet()
                        .run(
                                "--exec",
                                "(import 'hearth/hearth.libsonnet') + { _config+:: { namespace: 'a', %s } }"
                                        .formatted(settings));

        assertThat(ended.status()).isNotZero();
        assertThat(ended.err()).contains(told);
    }

    /// The library's settings are the chart's values but for the image, which stands by itself.
    @ParameterizedTest
    @ValueSource(strings = {"single-full", "gossip"})
    void allSettingsMeanTheSame(String values) throws Exception {
        Path file = Top.file("deploy/helm/hearth/ci/" + values + "-values.yaml");
        String text = Files.readString(file);
        ObjectNode settings = (ObjectNode) Objects.parse(text);
        ObjectNode image = (ObjectNode) settings.remove("image");

        String json =
                jsonnet()
                        .output(
                                "--ext-code",
                                "values=" + settings,
                                "--exec",
                                """
                                (import 'hearth/hearth.libsonnet') + {
                                  _config:: std.mergePatch(super._config { namespace: 'profiles', imagePullPolicy: '%s' },
                                                           std.extVar('values')),
                                  _images+:: { hearth: '%s:%s' },
                                }
                                """
                                        .formatted(
                                                image.path("pullPolicy").asText(),
                                                image.path("repository").asText(),
                                                image.path("tag").asText()));

        assertSame(environment(json), chart(values));
    }
}
