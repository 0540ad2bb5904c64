// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.disk.Disk;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.log.LogRecord;
import dev.hearth.log.ReadableLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

final class FileLogContractTest implements LogContract {

    @TempDir Path folder;

    @Override
    public LogUnderTest open() throws IOException {
        FileLogConfig config = new FileLogConfig(folder.resolve("log"), 400, 1 << 20, 1 << 20);
        FileLog log = FileLog.open(Disk.real(), config, Clock.systemUTC());
        return new LogUnderTest() {
            @Override
            public ReadableLog log() {
                return log;
            }

            @Override
            public void append(List<byte[]> payloads) throws IOException {
                List<LogRecord> _ = log.append(payloads);
            }

            @Override
            public void close() throws IOException {
                log.close();
            }
        };
    }
}
