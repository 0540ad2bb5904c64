// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRecord;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.Profile;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// What a log that keeps everything says, by the plainest rule of retries.
final class PlainRetries {

    private PlainRetries() {}

    /// How often each profile counts, by tenant and id.
    static Map<String, Integer> counts(Collection<LogRecord> records) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Long> firstMillis = new HashMap<>();
        long window = Owner.CONFIG.retryWindow().toMillis();
        for (LogRecord record : records) {
            BatchRecord parsed = RecordCodec.decode(record);
            for (Profile profile : parsed.batch().profiles()) {
                String id = profile.id().toString();
                Long first = firstMillis.get(id);
                if (profile.isRetryable()
                        && first != null
                        && record.appendMillis() - first <= window) {
                    continue;
                }
                firstMillis.put(id, record.appendMillis());
                counts.merge(parsed.tenant() + " " + id, 1, Integer::sum);
            }
        }
        return counts;
    }
}
