// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.AddressNames;
import dev.hearth.symbolizer.DebuginfoStore;
import dev.hearth.symbolizer.LateSymbols;
import dev.hearth.symbolizer.SymbolTables;
import dev.hearth.symbolizer.SymbolizerConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.ToLongFunction;

/// What takes debug files, and what queries make of them.
///
/// @param store the files
/// @param names what queries ask
record SymbolizerParts(DebuginfoStore store, AddressNames names) {

    private static final String PREFIX = "hearth.symbolizer.cache.";

    static SymbolizerParts open(
            ObjectStore store,
            SymbolizerConfig config,
            Path dataDir,
            MeterRegistry meters,
            InstantSource clock)
            throws IOException {
        SymbolTables tables = new SymbolTables(store, config.cacheBytes(), System::nanoTime);
        counter(tables, meters, "hits", "Tables of symbols that were in the cache.", s -> s.hits());
        counter(tables, meters, "misses", "Tables of symbols that were read.", s -> s.misses());
        counter(
                tables,
                meters,
                "evictions",
                "Tables of symbols that made room for others.",
                s -> s.evictions());
        gauge(tables, meters, "size", "Bytes of tables of symbols that are held.", s -> s.bytes());
        gauge(
                tables,
                meters,
                "limit",
                "Bytes of tables of symbols that may be held.",
                s -> s.maxBytes());
        DebuginfoStore files =
                new DebuginfoStore(store, tables, dataDir.resolve("debuginfo"), config, clock);
        return new SymbolizerParts(
                files, config.enabled() ? new LateSymbols(tables) : AddressNames.NONE);
    }

    private static void counter(
            SymbolTables tables,
            MeterRegistry meters,
            String name,
            String help,
            ToLongFunction<SymbolTables.Stats> value) {
        FunctionCounter.builder(PREFIX + name, tables, t -> value.applyAsLong(t.stats()))
                .description(help)
                .register(meters);
    }

    private static void gauge(
            SymbolTables tables,
            MeterRegistry meters,
            String name,
            String help,
            ToLongFunction<SymbolTables.Stats> value) {
        Gauge.builder(PREFIX + name, tables, t -> value.applyAsLong(t.stats()))
                .description(help)
                .baseUnit("bytes")
                .strongReference(true)
                .register(meters);
    }
}
