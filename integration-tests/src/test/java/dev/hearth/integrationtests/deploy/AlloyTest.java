// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which pods the chart's Alloy fetches profiles from, and where. Alloy itself is not started: its
/// rules are Prometheus's, and Prometheus's tool says what they make of pods.
final class AlloyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String META = "__meta_kubernetes_";
    private static final String ANNOTATION = META + "pod_annotation_profiles_grafana_com_cpu_";
    private static final Pattern RULE = Pattern.compile("(?s)\\n  rule \\{(.*?)\\n  }");
    private static final Pattern SETTING = Pattern.compile("\\n    (\\w+) *= (.*)");

    @TempDir private Path folder;

    private final List<ObjectNode> pods = new ArrayList<>();

    private static String configuration() throws IOException {
        Command helm = Command.of(RealPart.made("helm", "helm"));
        String objects =
                helm.output(
                        "template",
                        "hearth",
                        Top.file("deploy/helm/hearth").toString(),
                        "--namespace=profiles",
                        "--set=alloy.enabled=true");
        return Objects.get(Objects.parseAll(objects), "ConfigMap/hearth-alloy")
                .path("data")
                .path("config.alloy")
                .asText();
    }

    /// The rules of a component, as Prometheus writes them.
    private static List<JsonNode> rules(String configuration, String component) throws IOException {
        String begin = "discovery.relabel \"" + component + "\" {";
        int from = configuration.indexOf(begin);
        String block = configuration.substring(from, configuration.indexOf("\n}", from));
        List<JsonNode> rules = new ArrayList<>();
        Matcher rule = RULE.matcher(block);
        while (rule.find()) {
            ObjectNode read = JSON.createObjectNode();
            Matcher setting = SETTING.matcher(rule.group(1));
            while (setting.find()) {
                read.set(setting.group(1), JSON.readTree(setting.group(2)));
            }
            rules.add(read);
        }
        return rules;
    }

    /// A port of a pod in the namespace `shop` as it is found, with what else is known of it.
    private void found(String address, String... more) {
        ObjectNode pod = JSON.createObjectNode();
        ObjectNode labels =
                pod.putObject("labels")
                        .put(META + "namespace", "shop")
                        .put(META + "pod_name", "cart-1")
                        .put(META + "pod_node_name", "node-1")
                        .put(META + "pod_container_name", "cart")
                        .put(META + "pod_phase", "Running");
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        pod.putArray("targets").add(address);
        pods.add(pod);
    }

    /// What becomes of the pods: where profiles are fetched, of which service.
    private List<String> fetched() throws IOException {
        String configuration = configuration();
        ObjectNode prometheus = JSON.createObjectNode();
        ObjectNode job = prometheus.putArray("scrape_configs").addObject();
        job.put("job_name", "pods");
        job.putArray("static_configs").addAll(pods);
        job.putArray("relabel_configs")
                .addAll(rules(configuration, "pods"))
                .addAll(rules(configuration, "cpu"));
        Path file = Files.writeString(folder.resolve("prometheus.yaml"), prometheus.toString());
        Command promtool = Command.of(RealPart.program("apt-get install prometheus", "promtool"));
        String said =
                promtool.output(
                        "check", "service-discovery", "--timeout=5s", file.toString(), "pods");
        List<String> fetched = new ArrayList<>();
        for (JsonNode target : JSON.readTree(said)) {
            JsonNode labels = target.path("labels");
            if (!labels.isEmpty()) {
                fetched.add(
                        labels.path("__scheme__").asText()
                                + "://"
                                + labels.path("__address__").asText()
                                + labels.path("__profile_path__").asText()
                                + " "
                                + labels.path("service_name").asText());
            }
        }
        return fetched;
    }

    @Test
    void aPortIsTheAnnotatedOneOrHasTheAnnotatedOrAUsualName() throws Exception {
        String isAsked = ANNOTATION + "scrape";
        String port = META + "pod_container_port_name";
        found(
                "10.0.0.1",
                isAsked,
                "true",
                META + "pod_ip",
                "10.0.0.1",
                ANNOTATION + "port",
                "6060");
        found(
                "[fd00::1]",
                isAsked,
                "true",
                META + "pod_ip",
                "fd00::1",
                ANNOTATION + "port",
                "6061");
        found("10.0.0.2:80", isAsked, "true", port, "web", ANNOTATION + "port_name", "debug");
        found("10.0.0.2:81", isAsked, "true", port, "debug", ANNOTATION + "port_name", "debug");
        found("10.0.0.3:80", isAsked, "true", port, "web");
        found("10.0.0.3:82", isAsked, "true", port, "http-metrics");

        assertThat(fetched())
                .containsExactlyInAnyOrder(
                        "http://10.0.0.1:6060 shop/cart",
                        "http://[fd00::1]:6061 shop/cart",
                        "http://10.0.0.2:81 shop/cart",
                        "http://10.0.0.3:82 shop/cart");
    }

    @Test
    void onlyPodsThatAskForItAndRunAreFetchedFrom() throws Exception {
        String isAsked = ANNOTATION + "scrape";
        String port = META + "pod_container_port_name";
        found("10.0.0.1:80", port, "http-metrics");
        found("10.0.0.2:80", port, "http-metrics", isAsked, "false");
        found("10.0.0.3:80", port, "http-metrics", isAsked, "true", META + "pod_phase", "Pending");
        found("10.0.0.4:80", isAsked, "true");
        found(
                "10.0.0.5:80",
                port,
                "http-metrics",
                isAsked,
                "true",
                META + "pod_container_init",
                "true");
        found(
                "10.0.0.6:80",
                port,
                "http-metrics",
                isAsked,
                "true",
                ANNOTATION + "scheme",
                "https",
                ANNOTATION + "path",
                "/cpu",
                META + "pod_annotation_pyroscope_io_service_name",
                "checkout");

        assertThat(fetched()).containsExactly("https://10.0.0.6:80/cpu checkout");
    }
}
