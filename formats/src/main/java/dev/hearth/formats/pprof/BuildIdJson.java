// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.pprof.PprofOptions.SourceRepository;

/// A build id together with where the source is, as JSON: what readers of source code look for.
public final class BuildIdJson {

    private BuildIdJson() {}

    public static String of(SourceRepository source, String buildId) {
        StringBuilder json = new StringBuilder(128).append('{');
        member(json, "repository", source.repository()).append(',');
        member(json, "git_ref", source.gitRef()).append(',');
        member(json, "build_id", buildId).append(',');
        member(json, "root_path", source.rootPath()).append('}');
        return json.toString();
    }

    private static StringBuilder member(StringBuilder json, String name, String value) {
        json.append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }
}
