package dev.carillon.receive;

import dev.carillon.inbound.KeyEncodings;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Describes a delivered body in one line for each event: time, type, bucket/key, size. Reads the
 * records of S3, Ceph, MCS and MinIO, and the events of B2; missing fields are shown as {@code -},
 * and numbers may be texts. Any other body is shown unchanged. Never fails. Thread-safe.
 */
public final class EventLines {
    private static final int MAX_RAW_CHARS = 1_000;
    private static final String NONE = "-";
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private final JsonMapper json = JsonMapper.builder().build();

    /** Returns the lines for a body, at least one, without line ends and control characters. */
    public List<String> of(byte[] body) {
        if (body.length == 0) {
            return List.of("(an empty body)");
        }
        return parsed(body)
                .map(this::lines)
                .filter(lines -> !lines.isEmpty())
                .orElseGet(() -> List.of(raw(new String(body, StandardCharsets.UTF_8))));
    }

    private Optional<JsonNode> parsed(byte[] body) {
        try {
            return Optional.of(json.readTree(body));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private List<String> lines(JsonNode body) {
        var lines = new ArrayList<String>();
        body.path("Records").values().forEach(node -> lines.add(record(node)));
        body.path("events").values().forEach(node -> lines.add(b2(node)));
        body.path("event").values().forEach(node -> lines.add(b2(node)));
        if (text(body, "Event").equals("s3:TestEvent")) {
            lines.add(line(text(body, "Time"), "s3:TestEvent", text(body, "Bucket"), NONE));
        }
        return lines;
    }

    private static String record(JsonNode record) {
        JsonNode bucket = record.path("s3").path("bucket");
        JsonNode object = record.path("s3").path("object");
        if (!record.isObject() || object.isMissingNode()) {
            return raw(record.toString());
        }
        return line(
                text(record, "eventTime"),
                text(record, "eventName"),
                text(bucket, "name") + "/" + key(record, text(object, "key")),
                size(text(object, "size")));
    }

    private static String b2(JsonNode event) {
        if (!event.isObject()) {
            return raw(event.toString());
        }
        String object = text(event, "objectName");
        return line(
                time(text(event, "eventTimestamp")),
                text(event, "eventType"),
                text(event, "bucketName") + (object.equals(NONE) ? "" : "/" + object),
                size(text(event, "objectSize")));
    }

    private static String line(String time, String type, String what, String size) {
        return Printable.line("%-27s  %-36s  %s  %s".formatted(time, type, what, size));
    }

    private static String raw(String text) {
        String line = Printable.jsonLine(text);
        return line.length() <= MAX_RAW_CHARS
                ? line
                : line.substring(0, MAX_RAW_CHARS)
                        + "… ("
                        + text.length()
                        + " characters; --json shows all)";
    }

    /** Returns a scalar member as text. */
    private static String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        if (value.isString()) {
            return value.stringValue();
        }
        return value.isNumber() || value.isBoolean() ? value.toString() : NONE;
    }

    private static String key(JsonNode record, String key) {
        boolean encoded =
                KeyEncodings.BY_DIALECT.formEncoded(
                        record.path("eventSource").asString(""),
                        record.path("eventVersion").asString(""),
                        record.path("eventName").asString(""));
        return encoded ? KeyEncodings.decoded(key).orElse(key) : key;
    }

    /** Converts a time of B2, in milliseconds since 1970. */
    private static String time(String millis) {
        return millis.matches("[0-9]{1,15}")
                ? Instant.ofEpochMilli(Long.parseLong(millis)).toString()
                : millis;
    }

    private static String size(String bytes) {
        if (!bytes.matches("[0-9]{1,18}")) {
            return bytes;
        }
        long size = Long.parseLong(bytes);
        if (size < 1_024) {
            return size + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(size)) / 10;
        long tenths = Math.round(size * 10.0 / (1L << (unit * 10)));
        return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit - 1];
    }
}
