package dev.carillon.format;

import dev.carillon.event.Bucket;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The members of one event in B2's format, read one after another; the last one counts if a name
 * comes twice. Members that are missing or of another type are empty. Not thread-safe.
 */
public final class B2Members {
    private static final long END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    private String account = "";
    private String bucketId = "";
    private String bucket = "";
    private String id = "";
    private String type = "";
    private String rule = "";
    private String key = "";
    private String fileId = "";
    private OptionalLong size = OptionalLong.empty();
    private Optional<Instant> time = Optional.empty();

    /** Creates the members of an event that has none yet. */
    public B2Members() {}

    /** Reads the value at which the parser is, if the name is one of B2's. */
    public void read(String name, MessageParser value) {
        switch (name) {
            case "accountId" -> account = value.text(name);
            case "bucketId" -> bucketId = value.text(name);
            case "bucketName" -> bucket = value.text(name);
            case "eventId" -> id = value.text(name);
            case "eventType" -> type = value.text(name);
            case "matchedRuleName" -> rule = value.text(name);
            case "objectName" -> key = value.text(name);
            case "objectVersionId" -> fileId = value.text(name);
            case "objectSize" -> size = value.number();
            case "eventTimestamp" -> time = time(value.number());
            default -> {}
        }
    }

    /** Returns the account, the bucket's owner. */
    public String account() {
        return account;
    }

    /** Returns the bucket's name. */
    public String bucketName() {
        return bucket;
    }

    /** Returns the bucket; its name stands for its id if the event has none. */
    public Bucket bucket() {
        return new Bucket(bucketId.isEmpty() ? bucket : bucketId, bucket, account);
    }

    /** Returns the publisher's id of the event. */
    public String id() {
        return id;
    }

    /** Returns the name of the kind of event. */
    public String type() {
        return type;
    }

    /** Returns the name of the rule that matched. */
    public String rule() {
        return rule;
    }

    /** Returns the object's name. */
    public String key() {
        return key;
    }

    /** Returns the id of the object's version. */
    public String fileId() {
        return fileId;
    }

    /** Returns the object's size in bytes. */
    public OptionalLong size() {
        return size;
    }

    /** Returns the time of the event, if formats can write it: one of the years 1970 to 9999. */
    public Optional<Instant> time() {
        return time;
    }

    private static Optional<Instant> time(OptionalLong millis) {
        return millis.isPresent() && millis.getAsLong() >= 0 && millis.getAsLong() < END_OF_TIME
                ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
                : Optional.empty();
    }
}
