// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A made-up fleet: services, each with its own code, that run as pods which push profiles of three
/// kinds. About as large as real ones: 700 stacks, 25 frames deep, 100 KB before and 35 KB after
/// gzip.
///
/// Deterministic: the same numbers give the same bytes.
final class Fleet {

    /// The kinds of profile that a pod pushes.
    enum Kind {
        CPU("process_cpu", 1_100, "samples:count", "cpu:nanoseconds"),
        MEMORY("memory", 900, "alloc_objects:count", "alloc_space:bytes"),
        SMALL("block", 100, "contentions:count", "delay:nanoseconds"),

        /// What a Go program's client sends every ten seconds.
        GO("process_cpu", 500, "samples:count", "cpu:nanoseconds");

        private final String profileName;
        private final int stacks;
        private final String counted;
        private final String measured;

        Kind(String profileName, int stacks, String counted, String measured) {
            this.profileName = profileName;
            this.stacks = stacks;
            this.counted = counted;
            this.measured = measured;
        }

        /// Samples of a profile.
        int samples() {
            return stacks;
        }

        /// Its `__name__`.
        String profileName() {
            return profileName;
        }
    }

    private static final String[] WORDS = {
        "handler", "server", "client", "request", "response", "encode", "decode", "parse", "query",
                "store",
        "index", "cache", "queue", "worker", "session", "token", "buffer", "stream", "reader",
                "writer",
        "metric", "label", "series", "block", "chunk", "flush", "merge", "compact", "filter",
                "router"
    };

    private static final int POOL = 1_600;

    private final List<Service> services = new ArrayList<>();

    Fleet(int count) {
        for (int i = 0; i < count; i++) {
            services.add(new Service(i));
        }
    }

    /// Name of a service.
    static String name(int service) {
        return "service-%02d".formatted(service);
    }

    /// One profile; it differs a little from that of the round before.
    byte[] pprof(int service, int pod, Kind kind, int round) {
        return services.get(service).pprof(pod, kind, round);
    }

    /// The code of one service: functions, and the stacks that occur.
    private static final class Service {

        private final List<String> functions = new ArrayList<>();
        private final List<int[]> stacks = new ArrayList<>();

        Service(int number) {
            SplittableRandom random = new SplittableRandom(number);
            int shared = 250;
            for (int i = 0; i < 900; i++) {
                SplittableRandom own = i < shared ? new SplittableRandom(i) : random;
                String owner = i < shared ? "runtime" : "github.com/acme/" + name(number);
                functions.add(
                        "%s/internal/%s.(*%s).%s%s%d"
                                .formatted(owner, word(own), word(own), word(own), word(own), i));
            }
            List<int[]> grown = new ArrayList<>(List.of(new int[] {shared}));
            while (stacks.size() < POOL) {
                int[] parent = grown.get(random.nextInt(grown.size()));
                int deep = Math.min(40, parent.length + 1 + random.nextInt(5));
                int[] stack = java.util.Arrays.copyOf(parent, deep);
                for (int i = parent.length; i < deep; i++) {
                    stack[i] =
                            random.nextInt(10) < 3
                                    ? random.nextInt(shared)
                                    : shared + random.nextInt(650);
                }
                grown.add(stack);
                stacks.add(stack);
            }
        }

        private static String word(SplittableRandom random) {
            return WORDS[random.nextInt(WORDS.length)];
        }

        byte[] pprof(int pod, Kind kind, int round) {
            SplittableRandom random = new SplittableRandom(pod * 31L + kind.stacks);
            SplittableRandom varied = new SplittableRandom(round * 7_919L + pod);
            Writer writer = new Writer(kind);
            for (int i = 0; i < kind.stacks; i++) {
                int stack = random.nextInt(POOL);
                if (varied.nextInt(10) == 0) {
                    stack = varied.nextInt(POOL);
                }
                long count = 1 + (long) (1 / (0.001 + varied.nextDouble()));
                writer.sample(functions, stacks.get(stack), count);
            }
            return writer.bytes();
        }
    }

    /// Puts one pprof profile together.
    private static final class Writer {

        private final Profile.Builder profile = Profile.newBuilder();
        private final Map<String, Integer> strings = new HashMap<>();
        private final Map<Integer, Long> locations = new HashMap<>();
        private final Kind kind;

        Writer(Kind kind) {
            this.kind = kind;
            string("");
            profile.addSampleType(type(kind.counted)).addSampleType(type(kind.measured));
            profile.setPeriodType(type(kind.measured)).setPeriod(10_000_000);
            profile.setDurationNanos(15_000_000_000L);
            profile.addMapping(
                    Mapping.newBuilder()
                            .setId(1)
                            .setMemoryStart(0x400000)
                            .setMemoryLimit(0x1400000)
                            .setFilename(string("/usr/local/bin/service"))
                            .setHasFunctions(true));
        }

        void sample(List<String> functions, int[] stack, long count) {
            Sample.Builder sample = Sample.newBuilder();
            for (int i = stack.length - 1; i >= 0; i--) {
                sample.addLocationId(location(functions, stack[i]));
            }
            sample.addValue(count)
                    .addValue(count * (kind.measured.startsWith("cpu") ? 10_000_000 : 512));
            profile.addSample(sample);
        }

        private long location(List<String> functions, int function) {
            Long known = locations.get(function);
            if (known != null) {
                return known;
            }
            long id = locations.size() + 1L;
            String name = functions.get(function);
            profile.addFunction(
                    Function.newBuilder()
                            .setId(id)
                            .setName(string(name))
                            .setSystemName(string(name))
                            .setFilename(string(name.substring(0, name.indexOf('.')) + ".go"))
                            .setStartLine(function % 400));
            profile.addLocation(
                    Location.newBuilder()
                            .setId(id)
                            .setMappingId(1)
                            .setAddress(0x400000 + function * 64L)
                            .addLine(
                                    Line.newBuilder()
                                            .setFunctionId(id)
                                            .setLine(function % 400 + 7)));
            locations.put(function, id);
            return id;
        }

        private ValueType type(String typeAndUnit) {
            int colon = typeAndUnit.indexOf(':');
            return ValueType.newBuilder()
                    .setType(string(typeAndUnit.substring(0, colon)))
                    .setUnit(string(typeAndUnit.substring(colon + 1)))
                    .build();
        }

        private int string(String text) {
            Integer known = strings.putIfAbsent(text, strings.size());
            if (known != null) {
                return known;
            }
            profile.addStringTable(text);
            return strings.size() - 1;
        }

        byte[] bytes() {
            return profile.build().toByteArray();
        }
    }
}
