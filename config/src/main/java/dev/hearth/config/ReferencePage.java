// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The reference page of the configuration, `docs/reference/configuration.md`, from the declared
/// flags. A test compares the two.
public final class ReferencePage {

    private static final String HEAD =
            """
            # Configuration

            Generated from the code; a test compares both.

            Every setting can be given in three ways. The later one wins:

            1. in a YAML file, named by `-config.file`; with `-config.expand-env`, `${VAR}` and
               `${VAR:-default}` in it are replaced by environment variables first,
            2. as an environment variable: `HEARTH_` and the flag in capitals, with `_` for `.` and `-`
               (`-server.http-listen-port` is `HEARTH_SERVER_HTTP_LISTEN_PORT`),
            3. as a flag: `-name=value`, `--name=value` or `-name value`; a boolean alone is true.

            A flag, key or value that Hearth does not know stops it at the start, with a message that names
            it. Flags and keys of Grafana Pyroscope that Hearth has nothing for are accepted; each is named in
            a warning.

            Durations are written as `30s`, `1h30m`, `1d`, `2w` or `0`, bytes as `4194304`, `4MiB` or `4MB`,
            lists with commas. Secrets are never shown.
            """;

    private ReferencePage() {}

    /// The page as Markdown.
    public static String render(List<Flag<?>> flags) {
        List<Flag<?>> sorted = new ArrayList<>(flags);
        sorted.sort(Comparator.comparing(ReferencePage::section).thenComparing(Flag::name));
        StringBuilder page = new StringBuilder(HEAD);
        String section = "";
        for (Flag<?> flag : sorted) {
            if (!section(flag).equals(section)) {
                section = section(flag);
                page.append("\n## `").append(section).append("`\n\n");
                page.append("| Flag | YAML | Type | Default | What it does |\n");
                page.append("| --- | --- | --- | --- | --- |\n");
            }
            append(page, flag);
        }
        return page.toString();
    }

    private static String section(Flag<?> flag) {
        int dot = flag.name().indexOf('.');
        return dot < 0 ? "general" : flag.name().substring(0, dot);
    }

    private static <T> void append(StringBuilder page, Flag<T> flag) {
        String shown = flag.format(flag.defaultValue());
        page.append("| `").append(flag).append("` | ");
        page.append(flag.yamlPath().isEmpty() ? "–" : "`" + flag.yamlPath() + "`").append(" | ");
        page.append(flag.typeName()).append(" | ");
        page.append(shown.isEmpty() ? "–" : "`" + shown + "`").append(" | ");
        page.append(flag.help().replace("|", "\\|"));
        page.append(flag.category() == Flag.Category.ADVANCED ? " *(advanced)*" : "");
        page.append(" |\n");
    }
}
