// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {

    private static final Flag<String> NAME = Flag.string("thing.name", "none", "A name.");
    private static final Flag<Boolean> ON = Flag.bool("thing.on", false, "Whether it is on.");
    private static final Flag<Duration> AGE =
            Flag.duration("thing.max-age", Duration.ofMinutes(5), "How old.");
    private static final Flag<Integer> SIZE =
            Flag.integer("thing.size", 7, "How large.").advanced();
    private static final Flag<List<String>> WORDS =
            Flag.list("thing.words", List.of("a", "b"), "Words.");
    private static final Flag<Secret> KEY = Flag.secret("thing.key", "A key.");

    @TempDir private Path folder;

    @Test
    void everythingHasADefault() throws Exception {
        Settings settings = load();

        assertThat(settings.get(NAME)).isEqualTo("none");
        assertThat(settings.get(AGE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.isSet(NAME)).isFalse();
        assertThat(settings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-thing.name=x -thing.on -thing.max-age=1h30m",
                "--thing.name=x --thing.on=true --thing.max-age=90m",
                "-thing.name x -thing.on -thing.max-age 5400s",
                "--thing.name x -thing.on=1 --thing.max-age 1h30m0s",
            })
    void readsFlagsAsGoDoes(String arguments) throws Exception {
        Settings settings = load(arguments.split(" ", -1));

        assertThat(settings.get(NAME)).isEqualTo("x");
        assertThat(settings.get(ON)).isTrue();
        assertThat(settings.get(AGE)).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.isSet(NAME)).isTrue();
    }

    @Test
    void aValueMayHoldEqualsSignsAndBeEmpty() throws Exception {
        assertThat(load("-thing.name=a=b").get(NAME)).isEqualTo("a=b");
        assertThat(load("-thing.name=").get(NAME)).isEmpty();
    }

    @Test
    void theLaterSourceWins() throws Exception {
        Path file = file("thing:\n  name: file\n  size: 1\n  max_age: 1s\n");
        Map<String, String> environment =
                Map.of("HEARTH_THING_NAME", "environment", "HEARTH_THING_SIZE", "2");

        Settings settings = load(environment, "-config.file=" + file, "-thing.name=flag");

        assertThat(settings.get(NAME)).isEqualTo("flag");
        assertThat(settings.get(SIZE)).isEqualTo(2);
        assertThat(settings.get(AGE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void readsListsFromYamlAndFlags() throws Exception {
        Path file = file("thing:\n  words: [x, y]\n");

        assertThat(load("-config.file", file.toString()).get(WORDS)).containsExactly("x", "y");
        assertThat(load("-thing.words=p, q,").get(WORDS)).containsExactly("p", "q");
    }

    @Test
    void expandsTheEnvironmentInTheFileWhenAsked() throws Exception {
        Path file =
                file("thing:\n  name: ${NAME}-${NONE:-else}-${NAME^^}-$$\n  size: ${SIZE:-9}\n");

        Settings settings = load(Map.of("NAME", "n"), "-config.file=" + file, "-config.expand-env");

        assertThat(settings.get(NAME)).isEqualTo("n-else-N-$");
        assertThat(settings.get(SIZE)).isEqualTo(9);
    }

    @Test
    void leavesTheFileAsItIsOtherwise() throws Exception {
        Path file = file("thing:\n  name: ${NAME}\n");

        assertThat(load("-config.file=" + file).get(NAME)).isEqualTo("${NAME}");
    }

    @Test
    void readsTheFirstOfTheUsualFilesThatIsThere() throws Exception {
        Path later = file("thing:\n  name: later\n");
        Path first = folder.resolve("first.yaml");
        List<Path> usual = List.of(first, later);

        assertThat(usually(usual).get(NAME)).isEqualTo("later");
        assertThat(usually(usual).get(ConfigFlags.FILE)).isEqualTo(later.toString());

        Files.writeString(first, "thing:\n  name: first\n");

        assertThat(usually(usual).get(NAME)).isEqualTo("first");
        assertThat(usually(usual, "-config.file=" + later).get(NAME)).isEqualTo("later");
        assertThat(usually(usual, "-config.file=").get(NAME)).isEqualTo("none");
        assertThat(usually(List.of(folder.resolve("nowhere"))).get(NAME)).isEqualTo("none");
    }

    private static Settings usually(List<Path> usual, String... arguments) throws ConfigException {
        StartRequest request =
                new ConfigLoader(List.of(NAME), build(), Map.of(), usual).load(List.of(arguments));
        return ((StartRequest.Run) request).settings();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-thing.nam=x|flag -thing.nam is unknown (did you mean -thing.name?)",
                "-entirely.different|flag -entirely.different is unknown",
                "-thing.name|flag -thing.name has no value (expected -thing.name=<string>)",
                "word|argument \"word\" is no flag (expected -name=value)",
                "-thing.on true|argument \"true\" is no flag (expected -name=value)",
                "-|argument \"-\" is no flag (expected -name=value)",
                "-thing.size=many|flag -thing.size: \"many\" is no whole number (expected for instance 100)",
                "-thing.on=perhaps|flag -thing.on: \"perhaps\" is no boolean (expected true or false)",
                "-thing.max-age=5|flag -thing.max-age: \"5\" is no duration (expected for instance 30s, 1h30m, 1d or 0)",
                "-config.file=/nowhere.yaml|configuration file /nowhere.yaml cannot be read",
            })
    void namesWhatIsWrongOnTheCommandLine(String arguments, String message) {
        assertThatThrownBy(() -> load(arguments.split(" ", -1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "thing: {nam: x}|key thing.nam in FILE is unknown (did you mean thing.name?)",
                "thingg: {name: x}|key thingg in FILE is unknown",
                "thing: x|key thing in FILE is a value (expected further keys below it)",
                "thing: {name: {a: 1}}|key thing.name in FILE is a block (expected string)",
                "thing: {size: x}|key thing.size in FILE: \"x\" is no whole number",
                "thing: {size: 1, size: 2}|configuration file FILE is no YAML: ",
                "thing: [|configuration file FILE is no YAML: ",
                "just text|configuration file FILE has no keys (expected key: value)",
            })
    void namesWhatIsWrongInTheFile(String yaml, String message) throws Exception {
        Path file = file(yaml);

        assertThatThrownBy(() -> load("-config.file=" + file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message.replace("FILE", file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "thing:\n"})
    void takesAFileThatSaysNothing(String yaml) throws Exception {
        assertThat(load("-config.file=" + file(yaml)).get(NAME)).isEqualTo("none");
    }

    @Test
    void takesThePeersFlagsWithOneWarningEach() throws Exception {
        Settings settings =
                load(
                        "-memberlist.join",
                        "a:7946",
                        "-memberlist.tls-enabled",
                        "-compactor.ring.store=consul",
                        "-metastore.raft.dir",
                        "x",
                        "-thing.name=y");

        assertThat(settings.get(NAME)).isEqualTo("y");
        assertThat(settings.warnings())
                .hasSize(4)
                .contains(
                        "flag -memberlist.join is Pyroscope's and has no effect: Hearth has nothing that it could set");
    }

    @Test
    void takesThePeersKeysWithOneWarningEach() throws Exception {
        Path file =
                file(
                        """
                        memberlist:
                          join_members: [a, b]
                        server:
                          grpc_server_max_recv_msg_size: 1
                        limits:
                          max_query_parallelism: 5
                        """);

        assertThat(load("-config.file=" + file).warnings())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("key memberlist in "))
                .anySatisfy(line ->
                        assertThat(line).startsWith("key limits.max_query_parallelism in "));
    }

    @Test
    void warnsOfVariablesThatAreNoFlags() throws Exception {
        Map<String, String> environment =
                Map.of("HEARTH_THING_NAM", "x", "HEARTH_JAVA_HOME", "/jdk", "PATH", "/bin");

        assertThat(load(environment).warnings())
                .containsExactly(
                        "environment variable HEARTH_THING_NAM is no flag (did you mean HEARTH_THING_NAME?)");
    }

    @Test
    void neverShowsASecret() throws Exception {
        Settings settings = load("-thing.key=hunter2");

        assertThat(settings.get(KEY).value()).isEqualTo("hunter2");
        assertThat(settings.get(KEY).toString()).doesNotContain("hunter2");
        assertThat(new ConfigYaml(List.of(KEY, NAME), settings).current())
                .isEqualTo("thing:\n  key: \"********\"\n  name: \"none\"\n");
    }

    @Test
    void printsHelpWithTheBasicFlagsOnly() throws Exception {
        String basic = print("-help");
        String full = print("-help-all");

        assertThat(basic)
                .contains("-thing.name string\n    \tA name. (default none)\n")
                .contains("-thing.on\n")
                .doesNotContain("-thing.size");
        assertThat(full).contains("-thing.size int\n");
        assertThat(print("-version")).startsWith("hearth, version 1.2.3");
    }

    @Test
    void theReferencePageListsEveryFlagBySection() {
        assertThat(ReferencePage.render(List.of(SIZE, NAME, KEY)))
                .startsWith("# Configuration\n")
                .endsWith(
                        """

                        ## `thing`

                        | Flag | YAML | Type | Default | What it does |
                        | --- | --- | --- | --- | --- |
                        | `-thing.key` | `thing.key` | secret | – | A key. |
                        | `-thing.name` | `thing.name` | string | `none` | A name. |
                        | `-thing.size` | `thing.size` | int | `7` | How large. *(advanced)* |
                        """);
    }

    @Test
    void whatTheStatusPageShowsCanBeReadAgain() throws Exception {
        List<Flag<?>> flags = new ArrayList<>(LimitFlags.all());
        flags.add(NAME);
        Settings set = Settings.defaults().with(NAME, "a \"b\" \\ c: #");
        Path file = file(new ConfigYaml(flags, set).current());

        StartRequest request =
                new ConfigLoader(flags, build(), Map.of()).load(List.of("-config.file=" + file));

        Settings again = ((StartRequest.Run) request).settings();
        for (Flag<?> flag : flags) {
            assertThat(again.text(flag)).isEqualTo(set.text(flag));
        }
    }

    @Test
    void twoFlagsOfOneNameAreRefused() {
        assertThatThrownBy(() -> new ConfigLoader(List.of(NAME, NAME), build(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("flag -thing.name is declared twice");
    }

    @Test
    void limitsComeFromFlagsAndMayNotBeNegative() throws Exception {
        List<Flag<?>> flags = LimitFlags.all();
        ConfigLoader loader = new ConfigLoader(flags, build(), Map.of());
        Settings week =
                ((StartRequest.Run) loader.load(List.of("-querier.max-query-length=1w")))
                        .settings();
        Settings negative =
                ((StartRequest.Run) loader.load(List.of("-validation.max-length-label-name=-1")))
                        .settings();

        assertThat(TenantLimits.fromSettings(week).queries().maxLength())
                .isEqualTo(Duration.ofDays(7));
        assertThatThrownBy(() -> TenantLimits.fromSettings(negative))
                .hasMessage("-validation.max-length-label-name is -1 (expected 0 or more)");
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), yaml);
    }

    private static BuildInfo build() {
        return new BuildInfo("1.2.3", "", "", "");
    }

    private static ConfigLoader loader(Map<String, String> environment) {
        return new ConfigLoader(List.of(NAME, ON, AGE, SIZE, WORDS, KEY), build(), environment);
    }

    private static Settings load(String... arguments) throws ConfigException {
        return load(Map.of(), arguments);
    }

    private static Settings load(Map<String, String> environment, String... arguments)
            throws ConfigException {
        return ((StartRequest.Run) loader(environment).load(List.of(arguments))).settings();
    }

    private static String print(String argument) throws ConfigException {
        return ((StartRequest.Print) loader(Map.of()).load(List.of(argument))).text();
    }
}
