package dev.carillon.inbound;

import dev.carillon.event.ByteSlice;
import dev.carillon.format.MessageParser;
import dev.carillon.format.UnreadableMessageException;

import tools.jackson.core.JsonToken;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON document: the records of its lists, and its own members. */
final class Document {
    /** The longest ARN, token, time or URL of a confirmation in bytes. */
    private static final int LONGEST = 8_192;

    private final Map<String, List<ReadRecord>> lists = new LinkedHashMap<>();
    private final RecordMembers own = new RecordMembers();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private Optional<String> flaw = Optional.empty();
    private boolean empty = true;
    private ByteSlice json = ByteSlice.of(new byte[0]);

    /** Adds a list of records, instead of an earlier one of the same name. */
    void list(String name, List<ReadRecord> records) {
        lists.put(name, records);
    }

    /** Reads a member that is no list of records. */
    void read(String name, MessageParser value) throws UnreadableMessageException {
        switch (name) {
            case "Type", "TopicArn", "Token", "Timestamp", "SubscribeURL", "Event" ->
                    texts.put(
                            name,
                            value.current() == JsonToken.VALUE_STRING
                                    ? value.checked(name, LONGEST)
                                    : "");
            case "Message" ->
                    texts.put(
                            name, value.current() == JsonToken.VALUE_STRING ? value.rawText() : "");
            default -> own.read(name, value);
        }
    }

    /** Notes that it has a member. */
    void member() {
        empty = false;
    }

    /** Returns whether it has no member at all. */
    boolean isEmpty() {
        return empty;
    }

    /** Returns whether it has records: a list, even an empty one, or those that it is by itself. */
    boolean hasRecords() {
        return hasLists()
                || switch (own.kind()) {
                    case S3, B2, CLOUD_EVENT -> true;
                    case PLAIN, UNKNOWN -> false;
                };
    }

    void flaw(Optional<String> found) {
        flaw = found;
    }

    void json(ByteSlice bytes) {
        json = bytes;
    }

    /** Returns its bytes, without what is before and behind it. */
    ByteSlice json() {
        return json;
    }

    /** Returns the flaw of its own members. */
    Optional<String> flaw() {
        return flaw;
    }

    /** Returns whether it has a list of records, even an empty one. */
    boolean hasLists() {
        return !lists.isEmpty();
    }

    /** Returns the records of all lists, in order. */
    List<ReadRecord> listed() {
        if (lists.size() == 1) {
            return lists.values().iterator().next();
        }
        var all = new ArrayList<ReadRecord>();
        lists.values().forEach(all::addAll);
        return all;
    }

    RecordMembers own() {
        return own;
    }

    /** Returns a text of a notification, a confirmation or a test event; empty if it has none. */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }
}
