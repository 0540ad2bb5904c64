// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.integrationtests.HearthProcess;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Helm chart, by a real Helm against a real API server. Pods are never made: there are no
/// nodes.
final class ChartTest {

    private static final String CHART = Top.file("deploy/helm/hearth").toString();

    @TempDir private static Path folder;

    private static KubernetesApi api;

    @BeforeAll
    static void start() throws IOException {
        api = KubernetesApi.start(folder);
        api.helm()
                .output(
                        "install",
                        "monitoring-crds",
                        RealPart.made("monitoring-crds", ".").toString(),
                        "--namespace=default");
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
    }

    private static String values(String name) {
        return "--values=" + Top.file("deploy/helm/hearth/ci/" + name + "-values.yaml");
    }

    private static Map<String, JsonNode> template(String name, String... more) throws IOException {
        String[] arguments = {"template", "hearth", CHART, values(name), "--namespace=profiles"};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Objects.parseAll(api.helm().output(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "single-full", "microservices", "gossip", "bundled"})
    void lints(String name) throws Exception {
        Command.Ended ended = api.helm().run("lint", "--strict", CHART, values(name));

        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    }

    /// The API server refuses fields that it does not know, and values that may not be.
    @ParameterizedTest
    @ValueSource(strings = {"single", "single-full", "microservices", "gossip", "bundled"})
    void isInstalledUpgradedRolledBackAndUninstalled(String name) throws Exception {
        Command helm = api.helm();
        String namespace = "--namespace=" + name;

        String notes =
                helm.output(
                        "install", "hearth", CHART, values(name), namespace, "--create-namespace");
        // Its pod is taken; that it never runs ends the test.
        Command.Ended tested = helm.run("test", "hearth", namespace, "--timeout=1s");
        helm.output(
                "upgrade",
                "hearth",
                CHART,
                values(name),
                namespace,
                "--set=image.tag=next",
                "--set=tenantOverrides.one.ingestion_rate_mb=7");
        String upgraded = helm.output("get", "manifest", "hearth", namespace);
        helm.output("rollback", "hearth", "1", namespace);
        String back = helm.output("get", "manifest", "hearth", namespace);
        helm.output("uninstall", "hearth", namespace);
        String left = helm.output("list", "--short", namespace);

        assertThat(tested.err()).contains("hearth-test").containsAnyOf("deadline", "timed out");
        assertThat(notes).contains("STATUS: deployed").contains("helm -n " + name + " test hearth");
        assertThat(upgraded).contains(":next").contains("ingestion_rate_mb: 7");
        assertThat(back).doesNotContain(":next");
        assertThat(left).isBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "single|--set=imag.tag=1|imag",
                "single|--set=mode=many|/mode",
                "single|--set=single.persistance.size=1Gi|persistance",
                "single|--set=single.persistence.enabled=perhaps|/single/persistence/enabled",
                "single|--set=secretEnv.lower.name=a|lower",
                "single|--set=single.affinity.nodeAffinty.a=b|nodeAffinty: field not declared in schema",
                "single|--set=single.resources.requests.cpu=much|quantities must match",
                "single|--set=alloy.scrapeInterval=often|/alloy/scrapeInterval",
                "single|--set=kafka.enabled=true|kafka.enabled is true (expected false with mode=single",
                "single|--set=ingress.enabled=true|ingress.hosts is empty",
                "single-full|--set=ingress.basicAuth.existingSecret=|ingress.basicAuth.existingSecret is empty",
                "microservices|--set=config.storage.backend=filesystem|config.storage.backend is filesystem",
                "microservices|--set=ring.consul.address=|ring.consul.address is empty",
                "microservices|--set=ingester.updateZones={zone-x}|ingester.updateZones names \"zone-x\"",
                "bundled|--set=minio.existingSecret=|minio.existingSecret is empty",
            })
    void aWrongValueStopsTheInstallationWithItsName(String name, String set, String told)
            throws Exception {
        String release = "wrong-" + Integer.toHexString(set.hashCode());

        Command.Ended ended =
                api.helm().run("install", release, CHART, values(name), set, "--namespace=default");

        assertThat(ended.status()).isNotZero();
        assertThat(ended.err()).contains(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "single-full", "microservices", "gossip", "bundled"})
    void itsConfigurationIsOneThatHearthTakes(String name, @TempDir Path data) throws Exception {
        JsonNode config =
                Objects.get(template(name), "ConfigMap/hearth-config")
                        .path("data")
                        .path("config.yaml");
        Path file = Files.writeString(data.resolve("config.yaml"), config.asText());
        Path overrides = Files.writeString(data.resolve("overrides.yaml"), "overrides: {}\n");

        // What the test's machine lacks is turned off; an unknown key would stop it all the same.
        try (HearthProcess hearth =
                HearthProcess.start(
                        data.resolve("data"),
                        "-config.file=" + file,
                        "-runtime-config.file=" + overrides,
                        "-target=all",
                        "-ring.store=inmemory",
                        "-ingest-storage.enabled=false",
                        "-storage.backend=filesystem")) {
            assertThat(hearth.uri().getPort()).isPositive();
        }
    }

    @Test
    void aChangedLimitOfATenantRestartsNothingAndAChangedSettingDoes() throws Exception {
        String checksum = checksum(template("single"));

        assertThat(checksum(template("single", "--set=tenantOverrides.one.ingestion_rate_mb=7")))
                .isEqualTo(checksum);
        assertThat(checksum(template("single", "--set=config.limits.retention_period=1d")))
                .isNotEqualTo(checksum);
    }

    private static String checksum(Map<String, JsonNode> objects) {
        return Objects.get(objects, "StatefulSet/hearth")
                .path("spec")
                .path("template")
                .path("metadata")
                .path("annotations")
                .path("checksum/config")
                .asText();
    }

    @Test
    void secretsStandNowhereButByReference() throws Exception {
        Map<String, JsonNode> objects = template("single-full");

        assertThat(objects.keySet()).noneMatch(name -> name.startsWith("Secret/"));
        JsonNode env =
                Objects.get(objects, "StatefulSet/hearth")
                        .path("spec")
                        .path("template")
                        .path("spec")
                        .path("containers")
                        .path(0)
                        .path("env");
        assertThat(env.toString())
                .contains(
                        "{\"name\":\"HEARTH_STORAGE_S3_SECRET_ACCESS_KEY\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"bucket\",\"key\":\"secret\"}}}");
    }
}
