package dev.carillon.inbound;

import dev.carillon.format.B2Members;
import dev.carillon.format.MessageParser;
import dev.carillon.format.UnreadableMessageException;

import tools.jackson.core.JsonToken;

import java.util.Optional;

/**
 * The members of one record, read one after another in any order: those of S3, of B2, of a
 * CloudEvent and of a plain event, which do not share a name that has two meanings. The last one
 * counts if a name comes twice.
 */
final class RecordMembers {
    /** The protocol of a record. */
    enum Kind {
        S3,
        CLOUD_EVENT,
        B2,
        /** An object that names a bucket and a key, in a CloudEvent. */
        PLAIN,
        UNKNOWN
    }

    private final B2Members b2 = new B2Members();
    private final Envelope envelope = new Envelope();
    private final BucketMembers plainBucket = new BucketMembers();
    private final ObjectMembers plainObject = new ObjectMembers();
    private BucketMembers bucket = new BucketMembers();
    private ObjectMembers object = new ObjectMembers();
    private boolean section;
    private Optional<String> plainFlaw = Optional.empty();
    private String eventId = "";
    private String eventName = "";
    private String eventSource = "";
    private String eventVersion = "";
    private String eventTime = "";
    private String principal = "";
    private String requestId = "";

    /** Reads the members of the object at which the parser is. */
    void readAll(MessageParser value) throws UnreadableMessageException {
        while (value.nextMember()) {
            read(value.nameBeforeValue(), value);
            value.skip();
        }
    }

    /** Reads one member, if its name is known. */
    void read(String name, MessageParser value) throws UnreadableMessageException {
        switch (name) {
            case "s3" -> section(value);
            case "eventId" -> {
                eventId = Values.text(value, name);
                b2.read(name, value);
            }
            case "eventName" -> eventName = Values.text(value, name);
            case "eventSource" -> eventSource = Values.text(value, name);
            case "eventVersion" -> eventVersion = Values.textOrNumber(value, name);
            case "eventTime" -> eventTime = value.text(name);
            case "userIdentity" -> principal = BucketMembers.onlyText(value, "principalId");
            case "responseElements" ->
                    requestId = BucketMembers.onlyText(value, "x-amz-request-id");
            default -> others(name, value);
        }
    }

    private void others(String name, MessageParser value) throws UnreadableMessageException {
        switch (name) {
            case "specversion", "id", "source", "type", "time", "data", "data_base64" ->
                    envelope.read(name, value);
            case "bucket", "object", "key", "size", "etag", "versionId", "sequencer" ->
                    plain(name, value);
            default -> b2.read(name, value);
        }
    }

    /** Reads a member that is a flaw only of a plain event, whatever its value. */
    private void plain(String name, MessageParser value) {
        Optional<String> before = value.takeFlaw();
        switch (name) {
            case "bucket" -> bucket(plainBucket, value);
            case "object" -> object(plainObject, value);
            default -> plainObject.read(name, value);
        }
        Optional<String> found = value.takeFlaw();
        plainFlaw = plainFlaw.or(() -> found);
        before.ifPresent(value::flaw);
    }

    private void section(MessageParser value) {
        bucket = new BucketMembers();
        object = new ObjectMembers();
        section = true;
        if (value.current() != JsonToken.START_OBJECT) {
            value.flaw("s3 of an event must be an object");
            return;
        }
        while (value.nextMember()) {
            switch (value.nameBeforeValue()) {
                case "bucket" -> {
                    bucket = new BucketMembers();
                    bucket(bucket, value);
                }
                case "object" -> {
                    object = new ObjectMembers();
                    object(object, value);
                }
                default -> {}
            }
            value.skip();
        }
    }

    private static void bucket(BucketMembers members, MessageParser value) {
        if (value.current() == JsonToken.START_OBJECT) {
            members.readAll(value);
        } else {
            members.readName(value);
        }
    }

    private static void object(ObjectMembers members, MessageParser value) {
        if (value.current() == JsonToken.START_OBJECT) {
            members.readAll(value);
        } else {
            value.flaw("object of an event must be an object");
        }
    }

    /** Returns the protocol, which the members decide. */
    Kind kind() {
        if (section) {
            return Kind.S3;
        }
        if (envelope.isPresent()) {
            return Kind.CLOUD_EVENT;
        }
        if (!b2.bucketName().isEmpty() || !b2.type().isEmpty()) {
            return Kind.B2;
        }
        return plainBucket.name().isEmpty() || plainObject.key().isEmpty()
                ? Kind.UNKNOWN
                : Kind.PLAIN;
    }

    /** Returns the first flaw that counts only for a {@link Kind#PLAIN} event. */
    Optional<String> plainFlaw() {
        return plainFlaw;
    }

    B2Members b2() {
        return b2;
    }

    Envelope envelope() {
        return envelope;
    }

    BucketMembers bucket() {
        return section ? bucket : plainBucket;
    }

    ObjectMembers object() {
        return section ? object : plainObject;
    }

    String eventId() {
        return eventId;
    }

    String eventName() {
        return eventName;
    }

    String eventSource() {
        return eventSource;
    }

    String eventVersion() {
        return eventVersion;
    }

    String eventTime() {
        return eventTime;
    }

    String principal() {
        return principal;
    }

    String requestId() {
        return requestId;
    }
}
