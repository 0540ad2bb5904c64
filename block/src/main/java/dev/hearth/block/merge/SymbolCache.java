// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Symbols of inputs that have them for all services together, so that they are not decoded for
/// each. Bounded by bytes; what was not used for longest goes first. For one thread.
final class SymbolCache {

    private final long maxBytes;
    private final Map<String, InputSymbols> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    SymbolCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    InputSymbols get(MergeFiles files, String service) throws IOException {
        if (files.rows(service, BlockFile.LOCATIONS) != null) {
            return InputSymbols.read(files, service);
        }
        InputSymbols found = kept.get(files.name());
        if (found != null) {
            return found;
        }
        InputSymbols read = InputSymbols.read(files, service);
        if (read.weightBytes() > maxBytes) {
            return read;
        }
        kept.put(files.name(), read);
        bytes += read.weightBytes();
        Iterator<InputSymbols> oldest = kept.values().iterator();
        while (bytes > maxBytes) {
            bytes -= oldest.next().weightBytes();
            oldest.remove();
        }
        return read;
    }
}
