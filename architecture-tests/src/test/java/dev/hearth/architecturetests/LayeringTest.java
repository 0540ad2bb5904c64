// SPDX-License-Identifier: Apache-2.0
package dev.hearth.architecturetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Who may use whom.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LayeringTest {

    private static final String ROOT = "dev.hearth.";

    /// Components meet in the modules below them, never in each other.
    private static final Set<String> COMPONENTS =
            Set.of("distributor", "ingester", "querier", "compactor");

    /// Which modules use what others made. `proto` is generated.
    private static final Map<String, Set<String>> THIRD_PARTIES =
            Map.ofEntries(
                    Map.entry("com.azure", Set.of("objectstore-azure")),
                    Map.entry(
                            "com.dynatrace.hash4j",
                            Set.of("block", "ring", "distributor", "formats")),
                    Map.entry(
                            "com.fasterxml.jackson",
                            Set.of("block", "ring", "server", "distributor", "objectstore-swift")),
                    Map.entry("com.github.luben.zstd", Set.of("parquet", "log", "symbolizer")),
                    Map.entry("com.google.api", Set.of("objectstore-gcs")),
                    Map.entry("com.google.auth", Set.of("objectstore-gcs")),
                    Map.entry("org.apache.kafka", Set.of("log-kafka")),
                    Map.entry("com.google.common", Set.of("proto")),
                    Map.entry(
                            "com.google.protobuf",
                            Set.of(
                                    "proto",
                                    "symbolizer",
                                    "server",
                                    "rpc",
                                    "distributor",
                                    "querier",
                                    "app")),
                    Map.entry("com.google.re2j", Set.of("query", "config", "distributor")),
                    Map.entry("com.linecorp.armeria", Set.of("server")),
                    Map.entry("okhttp3", Set.of("ring", "objectstore-s3")),
                    Map.entry("org.kiwiproject.consul", Set.of("ring")),
                    Map.entry("org.jgroups", Set.of("ring")),
                    Map.entry("ch.qos.logback", Set.of("server")),
                    Map.entry(
                            "io.grpc",
                            Set.of("proto", "server", "rpc", "distributor", "querier", "app")),
                    Map.entry(
                            "io.micrometer",
                            Set.of(
                                    "log-kafka",
                                    "server",
                                    "rpc",
                                    "distributor",
                                    "ingester",
                                    "querier",
                                    "compactor",
                                    "app")),
                    Map.entry("io.minio", Set.of("objectstore-s3")),
                    Map.entry("io.netty", Set.of("server")),
                    Map.entry("one.profiler", Set.of("app")),
                    Map.entry("jdk.jfr", Set.of("app")),
                    Map.entry("org.junit", Set.of("testing")),
                    Map.entry("reactor", Set.of("objectstore-azure")),
                    Map.entry("org.yaml.snakeyaml", Set.of("config")),
                    Map.entry("org.reactivestreams", Set.of("server")));

    /// What any module may use.
    private static final List<String> COMMON =
            List.of(
                    "java.",
                    "javax.net.ssl.",
                    "org.jspecify.",
                    "org.slf4j.",
                    "com.google.errorprone.annotations.");

    /// What may stand in a public signature.
    private static final List<String> SPOKEN = List.of("io.grpc.", "io.micrometer.core.");

    /// Found and called by the engine itself, so they have to be public.
    private static final Set<String> PLUG_INS =
            Set.of(
                    "dev.hearth.server.HttpFlags",
                    "dev.hearth.server.LogSetup",
                    "dev.hearth.testing.Seeded");

    /// Data, and the errors that say it is wrong.
    private static final Set<String> PURE_IO =
            Set.of(
                    "java.io.IOException",
                    "java.io.UncheckedIOException",
                    "java.io.ByteArrayOutputStream",
                    "java.io.Serializable");

    private static final List<String> IMPURE =
            List.of(
                    "java.io.",
                    "java.net.",
                    "java.nio.channels.",
                    "java.nio.file.",
                    "java.util.concurrent.");

    private final JavaClasses classes;
    private final List<String> modules;

    LayeringTest() throws IOException {
        modules = Repository.read().modules();
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.hearth");
    }

    @Test
    void allModulesOfTheProgramAreLookedAt() {
        Set<String> seen = new TreeSet<>();
        classes.forEach(type -> seen.add(module(type)));
        assertThat(seen)
                .contains("model", "proto", "parquet", "server", "querier", "app", "testing");
    }

    @Test
    void modulesUseOnlyThoseBelowThem() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : classes) {
            String user = module(type);
            for (String used : usedModules(type)) {
                boolean isBelow = modules.indexOf(used) < modules.indexOf(user);
                boolean isSibling = COMPONENTS.contains(used) && COMPONENTS.contains(user);
                if (!used.equals(user) && (!isBelow || isSibling)) {
                    wrong.add("%s uses %s".formatted(type.getName(), used));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void nothingThatShipsUsesTheFakesOfTests() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : classes) {
            if (!module(type).equals("testing") && usedModules(type).contains("testing")) {
                wrong.add(type.getName());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theModelDoesNoInputOrOutputAndKnowsNoThreads() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : classes) {
            if (module(type).equals("model") || module(type).equals("formats")) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String used = dependency.getTargetClass().getBaseComponentType().getName();
                    if (startsWithOneOf(used, IMPURE) && !PURE_IO.contains(used)) {
                        wrong.add(dependency.getDescription());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatOthersMadeStaysInItsModules() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getName();
                if (isThirdParty(used) && !homes(used).contains(module(type))) {
                    wrong.add("%s uses %s".formatted(type.getName(), used));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void publicSignaturesDoNotSpeakOfEngines() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            boolean isGenerated = module(type).equals("proto");
            if (isVisible(type) && !isGenerated && !PLUG_INS.contains(type.getName())) {
                for (String used : signatures(type)) {
                    if (isThirdParty(used) && !startsWithOneOf(used, SPOKEN)) {
                        wrong.add("%s speaks of %s".formatted(type.getName(), used));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Set<String> signatures(JavaClass type) {
        Set<String> names = new TreeSet<>();
        for (JavaCodeUnit unit : type.getCodeUnits()) {
            if (isVisible(unit.getModifiers())) {
                names.add(name(unit.getRawReturnType()));
                unit.getRawParameterTypes().forEach(parameter -> names.add(name(parameter)));
            }
        }
        for (JavaField field : type.getFields()) {
            if (isVisible(field.getModifiers())) {
                names.add(name(field.getRawType()));
            }
        }
        type.getRawInterfaces().forEach(parent -> names.add(name(parent)));
        return names;
    }

    private static boolean isVisible(JavaClass type) {
        JavaClass at = type;
        while (isVisible(at.getModifiers()) && at.getEnclosingClass().isPresent()) {
            at = at.getEnclosingClass().get();
        }
        return isVisible(at.getModifiers());
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC)
                || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static String name(JavaClass type) {
        return type.getBaseComponentType().getName();
    }

    private Set<String> usedModules(JavaClass type) {
        Set<String> used = new TreeSet<>();
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            if (target.getName().startsWith(ROOT)) {
                used.add(module(target));
            }
        }
        return used;
    }

    /// The package below `dev.hearth`, which is named like the module without its dashes.
    private String module(JavaClass type) {
        String rest = type.getPackageName().substring(ROOT.length());
        int dot = rest.indexOf('.');
        String first = dot < 0 ? rest : rest.substring(0, dot);
        return modules.stream()
                .filter(module -> module.replace("-", "").equals(first))
                .findFirst()
                .orElseThrow(() -> new AssertionError("package of no module: " + type.getName()));
    }

    private static boolean isThirdParty(String name) {
        return name.contains(".") && !name.startsWith(ROOT) && !startsWithOneOf(name, COMMON);
    }

    private static Set<String> homes(String name) {
        @Nullable Set<String> found = null;
        for (Map.Entry<String, Set<String>> entry : THIRD_PARTIES.entrySet()) {
            if (name.startsWith(entry.getKey() + ".")) {
                found = entry.getValue();
            }
        }
        return found == null ? Set.of() : found;
    }

    private static boolean startsWithOneOf(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }
}
