// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Settings;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/// Logs to standard error, one line an event, as logfmt or JSON. Found by Logback itself, so that
/// no XML is read at the start; [#apply] then sets what the operator wants.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final List<String> LEVELS = List.of("debug", "info", "warn", "error");

    /// Libraries that say more than anybody wants to read.
    private static final List<String> QUIET =
            List.of("com.linecorp.armeria", "io.netty", "io.grpc", "org.eclipse.jetty");

    /// Logs as errors what is thrown as well, and warns of each upload to Azure.
    private static final String NEVER = "com.azure";

    /// Made by Logback.
    public LogSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        configure(context, Level.INFO, false);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Sets level and format of all logs of the process.
    ///
    /// @throws ConfigException if one of them is unknown
    public static void apply(Settings settings) throws ConfigException {
        String level = settings.get(ServerFlags.LOG_LEVEL).toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw new ConfigException(
                    "%s is \"%s\" (expected one of %s)"
                            .formatted(ServerFlags.LOG_LEVEL, level, String.join(", ", LEVELS)));
        }
        String format = settings.get(ServerFlags.LOG_FORMAT);
        if (!format.equals("logfmt") && !format.equals("json")) {
            throw new ConfigException(
                    "%s is \"%s\" (expected logfmt or json)"
                            .formatted(ServerFlags.LOG_FORMAT, format));
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, Level.toLevel(level), format.equals("json"));
        }
    }

    private static void configure(LoggerContext context, Level level, boolean json) {
        Layout<ILoggingEvent> layout = new LogLineLayout(json);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console);
        root.setLevel(level);
        for (String name : QUIET) {
            context.getLogger(name).setLevel(Level.WARN);
        }
        context.getLogger(NEVER).setLevel(Level.OFF);
        // Warns each second while a broker is away; what cannot be done then is told by who wants
        // it.
        context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
    }
}
