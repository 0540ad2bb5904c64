// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LogLineTest {

    @Test
    void writesLogfmt() {
        assertThat(new LogLineLayout(false).doLayout(event("cut \"x\"\nnext", null)))
                .isEqualTo(
                        "ts=1970-01-01T00:00:01.500Z level=warn logger=Ingester msg=\"cut \\\"x\\\"\\nnext\"\n");
    }

    @Test
    void writesJson() {
        assertThat(new LogLineLayout(true).doLayout(event("done", new RuntimeException("why"))))
                .startsWith(
                        "{\"ts\":\"1970-01-01T00:00:01.500Z\",\"level\":\"warn\",\"logger\":\"Ingester\",\"msg\":\"done\",\"err\":\"java.lang.RuntimeException: why")
                .endsWith("\"}\n")
                .hasLineCount(1);
    }

    @Test
    void refusesUnknownLevelsAndFormats() {
        assertThatThrownBy(
                        () -> LogSetup.apply(Settings.defaults().with(ServerFlags.LOG_LEVEL, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-log.level is \"x\" (expected one of debug, info, warn, error)");
        assertThatThrownBy(
                        () -> LogSetup.apply(Settings.defaults().with(ServerFlags.LOG_FORMAT, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-log.format is \"x\" (expected logfmt or json)");
    }

    private static LoggingEvent event(String message, @Nullable Throwable failure) {
        Logger logger = new LoggerContext().getLogger("dev.hearth.ingester.Ingester");
        LoggingEvent event =
                new LoggingEvent("LogLineTest", logger, Level.WARN, message, failure, null);
        event.setTimeStamp(1500);
        return event;
    }
}
