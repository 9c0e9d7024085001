package dev.carillon.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;

import dev.carillon.server.AttemptLines;
import dev.carillon.server.LogFormat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends log lines to stderr, only warnings unless a command asks for more: stdout is for the output
 * of commands. Found by Logback as a service; there is no configuration file.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg %kvp%n%ex";

    /** Created by Logback. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        write(context, LogFormat.TEXT, Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Writes lines of the level and above, in the format, from now on. */
    static void use(LogFormat format, Level level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            write(context, format, level);
        }
    }

    /** Writes a line for these delivery attempts from now on. */
    static void attempts(AttemptLines which) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("carillon.attempt")
                    .setLevel(
                            switch (which) {
                                case ALL -> Level.DEBUG;
                                case FAILED -> Level.INFO;
                                case NONE -> Level.OFF;
                            });
        }
    }

    private static void write(LoggerContext context, LogFormat format, Level level) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, format));
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(level);
        // Jetty logs its every start and stop.
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // Kafka's client logs each of its tries to connect; their outcome is in our own lines.
        context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
        context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.OFF);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
        Encoder<ILoggingEvent> encoder =
                switch (format) {
                    case TEXT -> text();
                    case JSON -> new FlatJsonEncoder();
                };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text() {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern(LINE);
        return encoder;
    }
}
