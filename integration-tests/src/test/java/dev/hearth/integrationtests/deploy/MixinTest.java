// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.integrationtests.HearthProcess;
import dev.hearth.integrationtests.PartProcess;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dashboards, alerts and recording rules.
final class MixinTest {

    private static final Path MIXIN = Top.file("deploy/mixin");
    private static final Path COMPILED = MIXIN.resolve("compiled");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?=\\{)");
    private static final Pattern RECORDED = Pattern.compile("[a-z_]+:[a-z_]+:[a-z0-9_]+");

    private static Map<String, String> files(Path folder) throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> walked = Files.walk(folder)) {
            for (Path file : walked.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static List<JsonNode> rules(String file) throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        Objects.parse(Files.readString(COMPILED.resolve(file)))
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static Set<String> alerts() throws IOException {
        Set<String> names = new TreeSet<>();
        rules("alerts.yaml").forEach(rule -> names.add(rule.path("alert").asText()));
        return names;
    }

    /// Every expression of a rule or a panel.
    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (String file : List.of("alerts.yaml", "rules.yaml")) {
            rules(file).forEach(rule -> expressions.add(rule.path("expr").asText()));
        }
        for (String dashboard : files(COMPILED.resolve("dashboards")).values()) {
            Objects.parse(dashboard)
                    .findValues("expr")
                    .forEach(expression -> expressions.add(expression.asText()));
        }
        return expressions;
    }

    @Test
    void whatIsCompiledIsCurrent(@TempDir Path fresh) throws Exception {
        RealPart.program("apt-get install jsonnet", "jsonnet");

        Command.of(MIXIN.resolve("compile.sh")).output(fresh.toString());

        assertThat(files(COMPILED)).as("run deploy/mixin/compile.sh").isEqualTo(files(fresh));
        for (String file : List.of("alerts.yaml", "rules.yaml")) {
            assertThat(Files.readString(Top.file("deploy/helm/hearth/files/" + file)))
                    .as("run deploy/mixin/compile.sh")
                    .isEqualTo(Files.readString(COMPILED.resolve(file)));
        }
    }

    @Test
    void prometheusTakesTheRulesAndTheyFireWhenTheyShould() throws Exception {
        Command promtool = Command.of(RealPart.program("apt-get install prometheus", "promtool"));

        promtool.output(
                "check",
                "rules",
                COMPILED.resolve("alerts.yaml").toString(),
                COMPILED.resolve("rules.yaml").toString());
        promtool.output("test", "rules", COMPILED.resolve("tests.yaml").toString());
    }

    @Test
    void eachAlertHasATest() throws Exception {
        String tests = Files.readString(COMPILED.resolve("tests.yaml"));

        assertThat(alerts())
                .allSatisfy(alert -> assertThat(tests).contains("\"" + alert + " fires\""));
    }

    @Test
    void theListOfAlertsNamesAllOfThem() throws Exception {
        Set<String> listed = new TreeSet<>();
        Matcher matcher =
                Pattern.compile("^\\| `(Hearth\\w+)`", Pattern.MULTILINE)
                        .matcher(Files.readString(MIXIN.resolve("ALERTS.md")));
        while (matcher.find()) {
            listed.add(matcher.group(1));
        }

        assertThat(listed).isEqualTo(alerts());
    }

    @Test
    void eachAlertHasARunbookAndEachRunbookAnAlert() throws Exception {
        Set<String> runbooks = new TreeSet<>();
        Matcher matcher =
                Pattern.compile("^## (Hearth\\w+)$", Pattern.MULTILINE)
                        .matcher(Files.readString(Top.file("docs/operations/runbooks.md")));
        while (matcher.find()) {
            runbooks.add(matcher.group(1));
        }

        assertThat(runbooks).isEqualTo(alerts());
    }

    @Test
    void eachMetricIsOneOfARunningProgram(@TempDir Path data) throws Exception {
        Set<String> known = new TreeSet<>(Set.of("up", "ALERTS"));
        Matcher page =
                Pattern.compile("^\\| `([a-z_]+)` \\| (\\w+)", Pattern.MULTILINE)
                        .matcher(Files.readString(Top.file("docs/reference/metrics.md")));
        while (page.find()) {
            known.add(page.group(1));
            if (!page.group(2).equals("gauge") && !page.group(2).equals("counter")) {
                for (String suffix : List.of("_bucket", "_count", "_sum")) {
                    known.add(page.group(1) + suffix);
                }
            }
        }
        metrics(data)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    known.add(line.split("[{ ]", 2)[0]);
                });
        rules("rules.yaml").forEach(rule -> known.add(rule.path("record").asText()));

        assertThat(expressions())
                .isNotEmpty()
                .allSatisfy(expression -> {
                    for (Pattern names : List.of(NAME, RECORDED)) {
                        Matcher matcher = names.matcher(expression);
                        while (matcher.find()) {
                            assertThat(known).as(expression).contains(matcher.group());
                        }
                    }
                });
    }

    /// What a process of a cluster shows, though it is alone.
    private static String metrics(Path data) throws Exception {
        try (HearthProcess hearth =
                        HearthProcess.start(
                                data,
                                "-ring.store=memberlist",
                                "-ring.instance-addr=127.0.0.1",
                                "-server.grpc-listen-address=127.0.0.1",
                                "-server.grpc-listen-port=" + PartProcess.freePort(),
                                "-memberlist.bind-addr=127.0.0.1",
                                "-memberlist.bind-port=" + PartProcess.freePort());
                HttpClient http = HttpClient.newHttpClient()) {
            URI push = hearth.uri().resolve("/ingest?name=app.cpu&from=now-10s&until=now");
            HttpResponse.BodyHandler<String> text = HttpResponse.BodyHandlers.ofString();
            http.send(
                    HttpRequest.newBuilder(push)
                            .POST(HttpRequest.BodyPublishers.ofString("main;work 1\n"))
                            .build(),
                    text);
            return http.send(HttpRequest.newBuilder(hearth.uri().resolve("/metrics")).build(), text)
                    .body();
        }
    }
}
