// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import javax.tools.ToolProvider;

/// The code without a rule, beside the code as it is.
final class Mutant implements AutoCloseable {

    private final URLClassLoader loader;
    private final String history;

    /// @param history the class whose `live` lives a history
    /// @param files sources that differ, by name
    /// @param folder where the classes go, a new one
    Mutant(Class<?> history, Map<String, String> files, Path folder) throws IOException {
        this.history = history.getName();
        String path = System.getProperty("java.class.path");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments =
                new ArrayList<>(List.of("-nowarn", "-proc:none", "-parameters", "-cp", path));
        arguments.addAll(List.of("-d", classes.toString()));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path source = folder.resolve(Path.of(file.getKey()).getFileName());
            arguments.add(Files.writeString(source, file.getValue()).toString());
        }
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IOException("code does not compile without a rule: " + files.keySet());
        }
        List<URL> urls = new ArrayList<>();
        urls.add(classes.toUri().toURL());
        StringTokenizer parts = new StringTokenizer(path, File.pathSeparator);
        while (parts.hasMoreTokens()) {
            urls.add(Path.of(parts.nextToken()).toUri().toURL());
        }
        loader = new Own(urls.toArray(URL[]::new), Mutant.class.getClassLoader());
    }

    /// Lives a history.
    ///
    /// @return what went wrong; an empty string if nothing did
    String live(long seed, int steps, Path scratch) {
        try {
            Class<?> type = loader.loadClass(history);
            Constructor<?> make = type.getDeclaredConstructor(long.class, Path.class);
            make.setAccessible(true);
            AutoCloseable history = (AutoCloseable) make.newInstance(seed, scratch);
            try (history) {
                Method live = type.getDeclaredMethod("live", int.class);
                live.setAccessible(true);
                live.invoke(history, steps);
                return "";
            }
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Loads Hearth's classes anew, and leaves all others as they are.
    private static final class Own extends URLClassLoader {

        Own(URL[] urls, ClassLoader parent) {
            super(urls, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean isResolved)
                throws ClassNotFoundException {
            if (!name.startsWith("dev.hearth.")) {
                return super.loadClass(name, isResolved);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }
    }
}
