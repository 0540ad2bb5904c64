// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// One line for each event: time, level, who, what, and the stack trace if there is one.
final class LogLineLayout extends LayoutBase<ILoggingEvent> {

    private final boolean json;

    LogLineLayout(boolean json) {
        this.json = json;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(json ? "{" : "");
        Instant time = Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS);
        append(line, "ts", time.toString());
        append(line, "level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        append(line, "logger", shortName(event.getLoggerName()));
        append(line, "msg", String.valueOf(event.getFormattedMessage()));
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            append(line, "err", ThrowableProxyUtil.asString(failure).stripTrailing());
        }
        return line.append(json ? "}\n" : "\n").toString();
    }

    private void append(StringBuilder line, String key, String value) {
        if (json) {
            line.append(line.length() == 1 ? "\"" : ",\"").append(key).append("\":\"");
            line.append(Replies.quoted(value)).append('"');
            return;
        }
        line.append(line.isEmpty() ? "" : " ").append(key).append('=');
        boolean bare = !value.isEmpty() && value.chars().allMatch(LogLineLayout::isBare);
        line.append(bare ? value : "\"" + Replies.quoted(value) + "\"");
    }

    private static boolean isBare(int c) {
        return c > ' ' && c < 127 && c != '"' && c != '=' && c != '\\';
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
