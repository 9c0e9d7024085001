package dev.carillon.inbound;

import dev.carillon.format.MessageParser;

import java.util.OptionalLong;

/** The members that describe an object, in a record of S3 or a plain event. */
final class ObjectMembers {
    /** The longest key as sent: form-encoding makes three bytes of one. */
    private static final int LONGEST_KEY = 3 * MessageParser.MAX_NAME_BYTES;

    private String key = "";
    private String etag = "";
    private String versionId = "";
    private String sequencer = "";
    private OptionalLong size = OptionalLong.empty();

    /** Reads an object's members. Leaves the parser at the end of the value. */
    void readAll(MessageParser value) {
        while (value.nextMember()) {
            read(value.nameBeforeValue(), value);
            value.skip();
        }
    }

    /** Reads one member, if its name is known. */
    void read(String name, MessageParser value) {
        switch (name) {
            case "key" -> key = Values.text(value, name, LONGEST_KEY);
            case "size" -> size = Values.size(value, name);
            case "eTag", "etag" -> etag = Values.text(value, name);
            case "versionId", "version-id" -> versionId = Values.text(value, name);
            case "sequencer" -> sequencer = Values.textOrNumber(value, name);
            default -> {}
        }
    }

    /** Returns the key as sent. */
    String key() {
        return key;
    }

    String etag() {
        return etag;
    }

    String versionId() {
        return versionId;
    }

    String sequencer() {
        return sequencer;
    }

    OptionalLong size() {
        return size;
    }
}
