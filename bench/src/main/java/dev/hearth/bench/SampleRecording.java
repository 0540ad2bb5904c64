// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.bench.Fleet.Kind;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import one.profiler.AsyncProfiler;

/// A JFR recording that async-profiler makes of this process while it decodes pprof: no two are the
/// same, so those who compare share one as a file.
final class SampleRecording {

    /// Names the file of a recording that was made before.
    static final String PROPERTY = "hearth.bench.recording";

    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);

    private SampleRecording() {}

    /// The recording that [#PROPERTY] names, or a new one.
    static byte[] get() throws IOException, MalformedProfileException {
        String file = System.getProperty(PROPERTY, "");
        return file.isEmpty() ? make() : Files.readAllBytes(Path.of(file));
    }

    /// Makes one, which takes five seconds.
    static byte[] make() throws IOException, MalformedProfileException {
        Path target = Files.createTempFile("bench", ".jfr");
        AsyncProfiler profiler = AsyncProfiler.getInstance();
        profiler.execute("start,event=ctimer,interval=1ms,alloc=64k,jfr,file=" + target);
        byte[] pprof = new Fleet(1).pprof(0, 0, Kind.CPU, 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < end) {
            new PprofDecoder(UNLIMITED).decode(pprof, 0, pprof.length, PprofOptions.NONE);
        }
        profiler.execute("stop,file=" + target);
        byte[] made = Files.readAllBytes(target);
        Files.delete(target);
        return made;
    }
}
