// SPDX-License-Identifier: Apache-2.0
package dev.hearth.architecturetests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The text files of this repository as they lie on disk, without what is built or downloaded.
final class Repository {

    private static final Set<String> NOT_OURS =
            Set.of(
                    ".git",
                    ".idea",
                    ".vscode",
                    "target",
                    "node_modules",
                    "dist",
                    "data",
                    "__pycache__");

    private static final Set<String> TEXT =
            Set.of(
                    "java", "ts", "tsx", "js", "mjs", "css", "html", "proto", "md", "xml", "json",
                    "sh", "py", "go", "mod", "sum", "rs", "toml", "txt", "yml", "yaml", "config");

    private static final Pattern MODULE = Pattern.compile("<module>([a-z0-9-]+)</module>");
    private static final Pattern TYPE =
            Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
    private static final Pattern PROTO_NAME =
            Pattern.compile("\\b(?:message|enum|service|rpc)\\s+([A-Z]\\w*)");

    private final Path root;
    private final List<TextFile> files;

    /// A text file.
    ///
    /// @param path path from the top of the repository, with `/`
    /// @param text its content
    record TextFile(String path, String text) {

        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        String folder() {
            int slash = path.lastIndexOf('/');
            return slash < 0 ? "" : path.substring(0, slash);
        }

        boolean isJava() {
            return path.endsWith(".java");
        }

        boolean isMain() {
            return path.contains("/src/main/");
        }

        boolean isMarkdown() {
            return path.endsWith(".md");
        }
    }

    private Repository(Path root, List<TextFile> files) {
        this.root = root;
        this.files = files;
    }

    /// Reads the repository that this module is part of. Tests run in the folder of their module.
    static Repository read() throws IOException {
        Path root = Path.of("").toAbsolutePath().resolveSibling("");
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (isText(String.valueOf(file.getFileName()))) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        List<TextFile> files = new ArrayList<>();
        for (Path file : found) {
            String path = root.relativize(file).toString().replace('\\', '/');
            files.add(new TextFile(path, Files.readString(file)));
        }
        files.sort((a, b) -> a.path().compareTo(b.path()));
        return new Repository(root, List.copyOf(files));
    }

    /// Scripts at the top have no ending.
    private static boolean isText(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 || TEXT.contains(name.substring(dot + 1));
    }

    List<TextFile> files() {
        return files;
    }

    List<TextFile> java() {
        return files.stream().filter(TextFile::isJava).toList();
    }

    List<TextFile> documents() {
        return files.stream().filter(TextFile::isMarkdown).toList();
    }

    TextFile file(String path) {
        return files.stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new UncheckedIOException(new IOException("no file " + path)));
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /// Modules in the order of the build: the lowest first.
    List<String> modules() {
        return MODULE.matcher(file("pom.xml").text())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /// Names of all types of the sources, nested ones too, and of what the `.proto` files declare.
    Set<String> typeNames() {
        Set<String> names = new TreeSet<>();
        for (TextFile file : files) {
            if (file.isJava()) {
                TYPE.matcher(file.text()).results().map(Repository::first).forEach(names::add);
            } else if (file.path().endsWith(".proto")) {
                PROTO_NAME
                        .matcher(file.text())
                        .results()
                        .map(Repository::first)
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static String first(MatchResult match) {
        return match.group(1);
    }
}
