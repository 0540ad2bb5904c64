// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.Shown;
import dev.hearth.formats.pprof.PprofOptions.SourceRepository;
import dev.hearth.model.Symbols;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What real clients get wrong, or mean differently.
final class PprofClientsTest {

    private static final String GENERIC = "slices.Sort[go.shape.[]go.shape.int,go.shape.int]";

    @Test
    void takesTypeParametersOffGoFunctions() throws MalformedProfileException {
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample("main;" + GENERIC + ".func1", 1)
                        .sample("main;slices.Sort.func1", 2)
                        .sample("main;a[go.shape.int]b[go.shape.string]", 4)
                        .sample("main;open[go.shape.int", 8)
                        .sample("main;kept[int]", 16);

        assertThat(Shown.lines(Shown.decode(payload, PprofOptions.ingest("gospy", null, null))))
                .containsExactlyInAnyOrder(
                        "cpu: main;slices.Sort.func1 1",
                        "cpu: main;slices.Sort.func1 2",
                        "cpu: main;ab 4",
                        "cpu: main;open[go.shape.int 8",
                        "cpu: main;kept[int] 16");
    }

    @Test
    void guessesGoByTheStrings() throws MalformedProfileException {
        PprofPayload go = PprofPayload.cpu().sample(GENERIC, 1);
        go.string("/src/main.go");
        PprofPayload python = PprofPayload.cpu().sample(GENERIC, 1);
        python.string("app.py");
        python.string("/src/main.go");

        assertThat(Shown.lines(Shown.decode(go))).containsExactly("cpu: slices.Sort 1");
        assertThat(Shown.lines(Shown.decode(python))).containsExactly("cpu: " + GENERIC + " 1");
    }

    @Test
    void believesTheClientsNameBeforeTheStrings() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample(GENERIC, 1);
        payload.string("/src/main.go");

        assertThat(Shown.lines(Shown.decode(payload, PprofOptions.ingest("rbspy", null, null))))
                .containsExactly("cpu: main.c " + GENERIC + " 1");
    }

    @Test
    void takesLocationIdsForFunctionsThatHaveNone() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("main;run", 3);
        payload.profile.getFunctionBuilderList().forEach(function -> function.setId(0));

        assertThat(Shown.lines(Shown.decode(payload))).containsExactly("cpu: main;run 3");
    }

    @Test
    void replacesDashesInTheTypesOfTheOldDotnetClient() throws MalformedProfileException {
        PprofPayload payload = new PprofPayload().type("inuse-space", "bytes").sample("main", 1);

        assertThat(
                        Shown.decode(payload, PprofOptions.ingest("dotnetspy", null, null))
                                .sampleTypes())
                .containsExactly(new SampleType("inuse_space", "bytes"));
        assertThat(
                        Shown.decode(
                                        payload,
                                        PprofOptions.ingest(
                                                "unknown", Map.of("inuse-space", ""), null))
                                .sampleTypes())
                .containsExactly(new SampleType("inuse_space", "bytes"));
        assertThatThrownBy(() ->
                        Shown.decode(payload, new PprofOptions("dotnetspy", null, false, null)))
                .isInstanceOf(MalformedProfileException.class);
    }

    @Test
    void putsTheFileBeforeNamesOfScripts() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("main;run", 3);
        payload.profile.getFunctionBuilder(0).setFilename(payload.string("/lib/python/x.py"));

        assertThat(Shown.lines(Shown.decode(payload, PprofOptions.ingest("pyspy", null, null))))
                .satisfiesExactly(
                        line -> assertThat(line).contains("main.c ").doesNotContain("/lib"));
        assertThat(Shown.lines(Shown.decode(payload, PprofOptions.ingest("scripting", null, null))))
                .satisfiesExactly(
                        line -> assertThat(line).contains("main.c ").contains("/lib/python/x.py "));
        assertThat(Shown.lines(Shown.decode(payload, new PprofOptions("pyspy", null, false, null))))
                .containsExactly("cpu: main;run 3");
    }

    @Test
    void writesTheRepositoryIntoBuildIds() throws MalformedProfileException {
        Symbols symbols =
                Shown.decode(
                                PprofPayload.cpu().sample("main", 3),
                                new PprofOptions(
                                        "",
                                        null,
                                        false,
                                        new SourceRepository("https://x/\"y\"", "main", "a\\b")))
                        .batch()
                        .symbols();

        assertThat(symbols.strings().get(symbols.mappingBuildId(0)))
                .isEqualTo(
                        "{\"repository\":\"https://x/\\\"y\\\"\",\"git_ref\":\"main\",\"build_id\":\"abc\",\"root_path\":\"a\\\\b\"}");
    }
}
