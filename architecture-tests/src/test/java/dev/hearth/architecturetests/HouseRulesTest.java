// SPDX-License-Identifier: Apache-2.0
package dev.hearth.architecturetests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.architecturetests.Repository.TextFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Rules that no compiler plugin checks, over the text of the sources.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HouseRulesTest {

    private static final String LICENSE = "// SPDX-License-Identifier: Apache-2.0\n";
    private static final int MAX_MAIN_LINES = 600;
    private static final int MAX_TEST_LINES = 1000;

    /// Shorter than the shortest that says anything.
    private static final int MIN_PACKAGE_WORDS = 8;

    private static final Pattern EMPTY_NAME =
            Pattern.compile(
                    "\\b(?:class|interface|record|enum) (\\w*(?:Utils?|Helper|Manager|Impl|Misc|Common)|Abstract\\w+)\\b");

    private static final Pattern SLEEP =
            Pattern.compile("\\bThread\\.sleep\\(|\\bTimeUnit\\.\\w+\\.sleep\\(");

    private static final Pattern DISABLED = Pattern.compile("^\\s*@Disabled", Pattern.MULTILINE);

    private static final Pattern CONSOLE = Pattern.compile("\\bSystem\\.(?:out|err)\\b(?!\")");

    /// Programs for the terminal.
    private static final Set<String> PRINTERS =
            Set.of(
                    "Main.java",
                    "WarmUp.java",
                    "MissingPartsReport.java",
                    "RunTests.java",
                    "ClusterChaosTest.java");

    private static final Pattern LEFT_TO_DO = Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME)\\b");

    /// Where packages come from is the business of each machine.
    private static final Pattern REGISTRY =
            Pattern.compile(
                    "registry\\.(?:npmjs|yarnpkg)|repo1?\\.maven\\.apache|repo1\\.maven\\.org|files\\.pythonhosted|pypi\\.org|proxy\\.golang|sum\\.golang|(?:static|index)\\.crates|artifactory|jfrog|sonatype");

    private final Repository repository;

    HouseRulesTest() throws IOException {
        repository = Repository.read();
    }

    @Test
    void everySourceBeginsWithItsLicense() {
        assertThat(repository.java())
                .filteredOn(file -> !file.text().startsWith(LICENSE))
                .extracting(TextFile::path)
                .isEmpty();
    }

    @Test
    void noSourceIsLongerThanTheLimit() {
        assertThat(repository.java())
                .filteredOn(file ->
                        file.text().lines().count()
                                > (file.isMain() ? MAX_MAIN_LINES : MAX_TEST_LINES))
                .extracting(TextFile::path)
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<String> silent = new TreeSet<>();
        for (TextFile file : repository.java()) {
            if (file.isMain() && !repository.exists(file.folder() + "/package-info.java")) {
                silent.add(file.folder());
            }
            if (file.name().equals("package-info.java") && !isTelling(file)) {
                silent.add(file.folder());
            }
        }
        assertThat(silent).as("packages without a package-info that describes them").isEmpty();
    }

    private static boolean isTelling(TextFile packageInfo) {
        long words =
                packageInfo
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("///"))
                        .mapToLong(line -> line.split(" ", -1).length - 1L)
                        .sum();
        return words >= MIN_PACKAGE_WORDS
                && !packageInfo.text().contains("To be described")
                && packageInfo.text().contains("@NullMarked");
    }

    @Test
    void noTypeIsNamedForNothing() {
        List<String> found = new ArrayList<>();
        for (TextFile file : repository.java()) {
            Matcher matcher = EMPTY_NAME.matcher(file.text());
            while (matcher.find()) {
                found.add(file.path() + ": " + matcher.group(1));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nothingWaitsBySleepingAndNoTestIsLeftOut() {
        assertThat(matching(repository.java(), SLEEP)).isEmpty();
        assertThat(matching(repository.java(), DISABLED)).isEmpty();
    }

    @Test
    void onlyProgramsForTheTerminalPrint() {
        List<TextFile> others =
                repository.java().stream()
                        .filter(file -> !PRINTERS.contains(file.name()))
                        .filter(file -> !file.path().startsWith("bench/"))
                        .toList();
        assertThat(matching(others, CONSOLE)).isEmpty();
    }

    @Test
    void nothingIsLeftToDo() {
        List<TextFile> ours =
                repository.files().stream()
                        .filter(file -> !file.name().equals("package-lock.json"))
                        .filter(file -> !file.name().equals("go.sum"))
                        .toList();
        assertThat(matching(ours, LEFT_TO_DO)).isEmpty();
    }

    @Test
    void noFileNamesAPackageRegistry() {
        List<TextFile> others =
                repository.files().stream()
                        .filter(file -> !file.name().equals("HouseRulesTest.java"))
                        .toList();
        assertThat(matching(others, REGISTRY)).isEmpty();
    }

    private static List<String> matching(List<TextFile> files, Pattern pattern) {
        return files.stream()
                .filter(file -> pattern.matcher(file.text()).find())
                .map(TextFile::path)
                .toList();
    }
}
