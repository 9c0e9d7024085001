package dev.carillon.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A committed change of one object: the value that rules are matched against and that is sent to
 * endpoints. It is not a record only because its {@link #id} is computed once, for any number of
 * deliveries.
 */
public final class ObjectEvent {
    /** The bytes of the hashed text beside bucket and key: four lengths, the stamp, the type. */
    private static final int ID_REST_BYTES = 4 * Integer.BYTES + Long.BYTES + 1;

    private final Change change;
    private final Sequencer sequencer;

    /** Computed at the first request. Concurrent requests compute the same value. */
    private String id = "";

    private ObjectEvent(Change change, Sequencer sequencer) {
        this.change = change;
        this.sequencer = sequencer;
    }

    /** Creates the event of a change from the stamp of its commit. */
    public static ObjectEvent of(Change change, long stamp) {
        return new ObjectEvent(change, new Sequencer(stamp));
    }

    /** Returns the change. */
    public Change change() {
        return change;
    }

    /** Returns the same event without the message, if it has one. */
    public ObjectEvent alone() {
        return change.isAlone() ? this : new ObjectEvent(change.alone(), sequencer);
    }

    /** Returns its position among the changes of the same object. */
    public Sequencer sequencer() {
        return sequencer;
    }

    /**
     * Returns the event's identity, the same in every dialect, every delivery and every retry: 64
     * hex digits of SHA-256 over bucket id, key, stamp and type, each preceded by its length.
     */
    public String id() {
        String known = id;
        if (known.isEmpty()) {
            known = computeId();
            id = known;
        }
        return known;
    }

    /**
     * Returns an id for events that are sent together: the event's own for a single one, otherwise
     * the SHA-256 over their ids, one after another.
     */
    public static String idOf(List<ObjectEvent> events) {
        if (events.size() == 1) {
            return events.getFirst().id();
        }
        var digest = sha256();
        events.forEach(
                objectEvent -> digest.update(objectEvent.id().getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private String computeId() {
        byte[] bucket = change.bucket().id().getBytes(StandardCharsets.UTF_8);
        byte[] key = change.object().key().getBytes(StandardCharsets.UTF_8);
        var parts = ByteBuffer.allocate(bucket.length + key.length + ID_REST_BYTES);
        parts.putInt(bucket.length).put(bucket);
        parts.putInt(key.length).put(key);
        parts.putInt(Long.BYTES).putLong(sequencer.stamp());
        parts.putInt(1).put((byte) change.type().code());
        return HexFormat.of().formatHex(sha256().digest(parts.array()));
    }

    /** Returns the stamp that is the object's version id, or 0 if the bucket keeps no versions. */
    public long versionStamp() {
        return switch (change.object().version()) {
            case Version.None _, Version.Unkept _ -> 0;
            case Version.ThisChange _ -> sequencer.stamp();
            case Version.Earlier(long stamp) -> stamp;
        };
    }

    /**
     * Returns the stamp of the change that made the object concerned, whether or not the bucket
     * keeps versions.
     */
    public long objectStamp() {
        return switch (change.object().version()) {
            case Version.None _, Version.ThisChange _ -> sequencer.stamp();
            case Version.Unkept(long stamp) -> stamp;
            case Version.Earlier(long stamp) -> stamp;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectEvent event
                && change.equals(event.change)
                && sequencer.equals(event.sequencer);
    }

    @Override
    public int hashCode() {
        return Objects.hash(change, sequencer);
    }

    @Override
    public String toString() {
        return change + " " + sequencer;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
