package dev.carillon.inbound;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.TraceContext;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.signature.Percent;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A CloudEvent in binary mode: its attributes are headers, and the message is its data. */
final class BinaryEvent {
    /** The header that every such event has. */
    static final String VERSION_HEADER = "ce-specversion";

    private static final String PREFIX = "ce-";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final List<String> OTHERS = List.of("subject", "time", "dataschema");
    private static final int LONGEST = 1_024;
    private static final int USUAL_BYTES = 512;
    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> attributes;

    private BinaryEvent(Map<String, String> attributes) {
        this.attributes = attributes;
    }

    /**
     * Returns the event whose attributes are in headers; empty if one that is required is missing.
     * A trace that is too long or not valid is left out.
     *
     * @throws UnreadableMessageException if another attribute is too long
     */
    static Optional<BinaryEvent> of(Function<String, Optional<String>> headers)
            throws UnreadableMessageException {
        if (headers.apply(VERSION_HEADER).isEmpty()) {
            return Optional.empty();
        }
        var attributes = new LinkedHashMap<String, String>();
        for (String name : REQUIRED) {
            attribute(headers, name, attributes);
        }
        if (attributes.size() < REQUIRED.size()) {
            return Optional.empty();
        }
        for (String name : OTHERS) {
            attribute(headers, name, attributes);
        }
        TraceContext.of(name -> sent(headers, name).stream().toList())
                .map(TraceContext::headers)
                .ifPresent(attributes::putAll);
        return Optional.of(new BinaryEvent(attributes));
    }

    private static void attribute(
            Function<String, Optional<String>> headers, String name, Map<String, String> attributes)
            throws UnreadableMessageException {
        Optional<String> sent = sent(headers, name);
        if (sent.isEmpty()) {
            return;
        }
        String value = sent.get();
        if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new UnreadableMessageException(
                    "the header %s has more than %d bytes".formatted(PREFIX + name, LONGEST));
        }
        attributes.put(name, value);
    }

    private static Optional<String> sent(Function<String, Optional<String>> headers, String name) {
        return headers.apply(PREFIX + name)
                .filter(value -> !value.isEmpty())
                .map(value -> Percent.decode(value).orElse(value));
    }

    /** Returns the attributes as those of a structured event without data. */
    Envelope envelope() {
        var envelope = new Envelope();
        envelope.attributes(
                value("specversion"), value("id"), value("source"), value("type"), value("time"));
        return envelope;
    }

    /** Returns the event in structured mode: one JSON document with attributes and data. */
    ByteSlice structured(ByteSlice data) {
        byte[] head = head();
        int begin = head.length - 1;
        byte[] whole = Arrays.copyOf(head, begin + DATA.length + data.length() + 1);
        System.arraycopy(DATA, 0, whole, begin, DATA.length);
        System.arraycopy(data.array(), data.offset(), whole, begin + DATA.length, data.length());
        whole[whole.length - 1] = '}';
        return ByteSlice.of(whole);
    }

    /** Returns a JSON object of the attributes. */
    private byte[] head() {
        var out = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            attributes.forEach(json::writeStringProperty);
            json.writeStringProperty("datacontenttype", "application/json");
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private String value(String name) {
        return attributes.getOrDefault(name, "");
    }
}
