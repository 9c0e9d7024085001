package dev.carillon.inbound;

import dev.carillon.event.ByteSlice;
import dev.carillon.format.MessageParser;
import dev.carillon.format.UnreadableMessageException;

import tools.jackson.core.JsonToken;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The members of a CloudEvent: its attributes that are used here, and its data. */
final class Envelope {
    private String specVersion = "";
    private String id = "";
    private String source = "";
    private String type = "";
    private String time = "";
    private Optional<ByteSlice> data = Optional.empty();

    /** Reads one member, if its name is known. Leaves the parser at the end of the value. */
    void read(String name, MessageParser value) throws UnreadableMessageException {
        switch (name) {
            case "specversion" -> specVersion = value.text(name);
            case "id" -> id = value.text(name);
            case "source" -> source = value.text(name);
            case "type" -> type = value.text(name);
            case "time" -> time = value.text(name);
            case "data" -> data = data(value);
            case "data_base64" -> data = decoded(value);
            default -> {}
        }
    }

    private static Optional<ByteSlice> data(MessageParser value) throws UnreadableMessageException {
        if (value.current() == JsonToken.VALUE_STRING) {
            return bytes(value);
        }
        if (value.current() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        long begin = value.position();
        value.skip();
        return Optional.of(value.slice(begin));
    }

    private static Optional<ByteSlice> bytes(MessageParser value) {
        String text = value.rawText();
        if (MessageParser.hasHalfPair(text)) {
            value.flaw("data of an event has half a surrogate pair");
            return Optional.empty();
        }
        return Optional.of(ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<ByteSlice> decoded(MessageParser value) {
        if (value.current() != JsonToken.VALUE_STRING) {
            return Optional.empty();
        }
        try {
            return Optional.of(ByteSlice.of(Base64.getDecoder().decode(value.rawText())));
        } catch (IllegalArgumentException _) {
            value.flaw("data_base64 of an event is no Base64");
            return Optional.empty();
        }
    }

    /** Sets the attributes of an event whose data is the whole message. */
    void attributes(String ofVersion, String ofId, String ofSource, String ofType, String ofTime) {
        specVersion = ofVersion;
        id = ofId;
        source = ofSource;
        type = ofType;
        time = ofTime;
    }

    /** Returns whether these are members of a CloudEvent. */
    boolean isPresent() {
        return !specVersion.isEmpty();
    }

    String id() {
        return id;
    }

    String source() {
        return source;
    }

    String type() {
        return type;
    }

    String time() {
        return time;
    }

    /** Returns the data as JSON; empty if there is none. */
    Optional<ByteSlice> data() {
        return data;
    }
}
