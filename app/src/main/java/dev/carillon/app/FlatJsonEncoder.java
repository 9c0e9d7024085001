package dev.carillon.app;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;

/**
 * Writes a log event as one line of flat JSON: {@code time} (ISO 8601, UTC), {@code level}, {@code
 * logger}, {@code message}, then the event's own fields, and {@code error} with the stack trace. A
 * field whose name is taken gets an underscore as prefix.
 */
final class FlatJsonEncoder extends EncoderBase<ILoggingEvent> {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] NONE = {};

    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();

    @Override
    public void start() {
        traces.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode line =
                JSON.createObjectNode()
                        .put("time", event.getInstant().toString())
                        .put("level", event.getLevel().toString())
                        .put("logger", event.getLoggerName())
                        .put("message", event.getFormattedMessage());
        var fields = event.getKeyValuePairs();
        if (fields != null) {
            fields.forEach(field ->
                    line.set(
                            line.has(field.key) ? "_" + field.key : field.key, value(field.value)));
        }
        if (event.getThrowableProxy() != null) {
            line.put("error", traces.convert(event));
        }
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Converts a value: numbers and truth values stay, all others become text. */
    private static JsonNode value(@Nullable Object value) {
        return switch (value) {
            case Number number -> JSON.valueToTree(number);
            case Boolean truth -> JSON.valueToTree(truth);
            case null -> JSON.nullNode();
            default -> JSON.getNodeFactory().stringNode(value.toString());
        };
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }
}
