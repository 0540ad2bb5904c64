// SPDX-License-Identifier: Apache-2.0
package dev.hearth.architecturetests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.architecturetests.Repository.TextFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Whether the documents speak of what is there.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocumentsTest {

    private static final int MAX_ARCHITECTURE_LINES = 250;

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");

    /// `StackTable`, `Route.Access`; not `X-Scope-OrgID`, `POST` or `README.md`.
    private static final Pattern TYPE =
            Pattern.compile("[A-Z]\\w*[a-z]\\w*(?:\\.[A-Z]\\w*[a-z]\\w*)*");

    /// `CrashTest.everyAckedProfileIsThere`.
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*Test)\\.([a-z]\\w*)");

    private static final Pattern FLAG =
            Pattern.compile("(-[a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+)(?:=\\S*)?");
    private static final Pattern FLAG_IN_SOURCE =
            Pattern.compile("(?<=[\\s(\"`,;])(-[a-z][a-z-]*(?:\\.[a-z][a-z0-9-]*)+)");

    /// Begins flags that only show how flags are written.
    private static final String EXAMPLE = "-a.b";

    private static final Pattern METRIC = Pattern.compile("(?:hearth|pyroscope)_[a-z_]+[a-z]");
    private static final Pattern LINE_NUMBER = Pattern.compile("\\w\\.(?:java|ts|proto):\\d");

    /// A line of the list of alerts.
    private static final Pattern ALERT = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    /// Names of others that documents speak of.
    private static final Set<String> FOREIGN = Set.of("FileChannel", "Optional");

    private final Repository repository;

    DocumentsTest() throws IOException {
        repository = Repository.read();
    }

    @Test
    void linksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (TextFile document : repository.documents()) {
            for (String target : all(LINK, 1, FENCE.matcher(document.text()).replaceAll(""))) {
                String path =
                        document.folder().isEmpty() ? target : document.folder() + "/" + target;
                if (!target.contains("://") && !repository.exists(path)) {
                    broken.add(document.path() + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void documentsNameOnlyTypesThatExist() {
        Set<String> types = new HashSet<>(repository.typeNames());
        // An alert is named as a type is.
        types.addAll(all(ALERT, 1, repository.file("deploy/mixin/ALERTS.md").text()));
        List<String> unknown = new ArrayList<>();
        for (TextFile document : repository.documents()) {
            for (String code : code(document)) {
                if (TYPE.matcher(code).matches() && !FOREIGN.contains(code)) {
                    for (String name : code.split("\\.", -1)) {
                        if (!types.contains(name)) {
                            unknown.add(document.path() + ": " + code);
                        }
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void documentsNameOnlyTestsThatExist() {
        List<String> unknown = new ArrayList<>();
        for (TextFile document : repository.documents()) {
            for (String code : code(document)) {
                Matcher test = TEST.matcher(code);
                if (test.matches() && !isTest(test.group(1), test.group(2))) {
                    unknown.add(document.path() + ": " + code);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private boolean isTest(String type, String method) {
        return repository.java().stream()
                .filter(source -> source.path().endsWith("/" + type + ".java"))
                .anyMatch(source -> source.text().contains("void " + method + "("));
    }

    @Test
    void documentsNameOnlyFlagsThatExist() {
        assertThat(unknown(FLAG, "docs/reference/configuration.md")).isEmpty();
    }

    @Test
    void messagesNameOnlyFlagsThatExist() {
        Set<String> known = Set.copyOf(code(repository.file("docs/reference/configuration.md")));
        List<String> unknown = new ArrayList<>();
        for (TextFile source : repository.java()) {
            if (source.isMain()) {
                for (String flag : all(FLAG_IN_SOURCE, 1, source.text())) {
                    if (!known.contains(flag) && !flag.startsWith(EXAMPLE)) {
                        unknown.add(source.path() + ": " + flag);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void documentsNameOnlyMetricsThatExist() {
        assertThat(unknown(METRIC, "docs/reference/metrics.md")).isEmpty();
    }

    @Test
    void theModuleTableIsThatOfTheBuild() {
        String text = repository.file("ARCHITECTURE.md").text();
        int start = text.indexOf("\n## Modules");
        String table = text.substring(start, text.indexOf("\n## ", start + 1));
        List<String> named = new ArrayList<>();
        for (String row : table.lines().filter(line -> line.startsWith("| `")).toList()) {
            named.addAll(all(CODE, 1, row.substring(0, row.indexOf('|', 1))));
        }
        assertThat(named).isEqualTo(repository.modules());
    }

    @Test
    void theArchitectureIsShortAndNamesNoLines() {
        String text = repository.file("ARCHITECTURE.md").text();
        assertThat(text.lines().count()).isLessThanOrEqualTo(MAX_ARCHITECTURE_LINES);
        assertThat(all(LINE_NUMBER, 0, text)).isEmpty();
    }

    /// What documents name in code marks that fits a pattern and is not named in a reference page.
    private List<String> unknown(Pattern pattern, String reference) {
        Set<String> known = Set.copyOf(code(repository.file(reference)));
        List<String> unknown = new ArrayList<>();
        for (TextFile document : repository.documents()) {
            for (String code : code(document)) {
                Matcher matcher = pattern.matcher(code);
                if (matcher.matches()) {
                    String name = matcher.groupCount() > 0 ? matcher.group(1) : code;
                    if (!known.contains(name)) {
                        unknown.add(document.path() + ": " + name);
                    }
                }
            }
        }
        return unknown;
    }

    private static List<String> code(TextFile document) {
        return all(CODE, 1, FENCE.matcher(document.text()).replaceAll(""));
    }

    private static List<String> all(Pattern pattern, int group, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(group))
                .collect(Collectors.toList());
    }
}
