// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import org.jspecify.annotations.Nullable;

/// What the body of an upload holds.
public enum IngestFormat {
    TRIE,
    TREE,
    LINES,
    JFR,
    PPROF,
    SPEEDSCOPE,
    /// Folded text, which is also what any unknown format is taken for.
    GROUPS;

    private static final String OCTETS = "binary/octet-stream+";

    /// Chooses by the parameter `format` and the header `Content-Type`, in the order in which the
    /// clients expect it.
    public static IngestFormat of(@Nullable String format, @Nullable String contentType) {
        String name = format == null ? "" : format;
        String type = contentType == null ? "" : contentType;
        if (name.equals("trie") || type.equals(OCTETS + "trie")) {
            return TRIE;
        }
        if (name.equals("tree") || type.equals(OCTETS + "tree")) {
            return TREE;
        }
        return switch (name) {
            case "lines" -> LINES;
            case "jfr" -> JFR;
            case "pprof" -> PPROF;
            case "speedscope" -> SPEEDSCOPE;
            default -> MultipartForm.isForm(type) ? PPROF : GROUPS;
        };
    }
}
