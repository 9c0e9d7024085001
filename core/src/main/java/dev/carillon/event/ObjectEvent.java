package dev.carillon.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One change of one object, committed: what every rule is matched against and every endpoint is
 * told. A value; no record only because its {@link #id} is computed once, however many are told.
 */
public final class ObjectEvent {
    private final Change change;
    private final Sequencer sequencer;

    /** Empty until somebody asks. Two who ask at once compute the same. */
    private String id = "";

    private ObjectEvent(Change change, Sequencer sequencer) {
        this.change = change;
        this.sequencer = sequencer;
    }

    /** Joins a change with the stamp its commit was given. */
    public static ObjectEvent of(Change change, long stamp) {
        return new ObjectEvent(change, new Sequencer(stamp));
    }

    /** What happened. */
    public Change change() {
        return change;
    }

    /** Its place among the changes of the same object. */
    public Sequencer sequencer() {
        return sequencer;
    }

    /**
     * The event's identity, the same in every dialect, every delivery and every retry: 64 hex
     * digits of SHA-256 over bucket id, key, stamp and type, each preceded by its length.
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
     * One id for several events that are told together: of one its own, else the SHA-256 over their
     * ids, one after another.
     */
    public static String idOf(List<ObjectEvent> events) {
        if (events.size() == 1) {
            return events.getFirst().id();
        }
        var digest = sha256();
        events.forEach(it -> digest.update(it.id().getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private String computeId() {
        var digest = sha256();
        feed(digest, change.bucket().id().getBytes(StandardCharsets.UTF_8));
        feed(digest, change.object().key().getBytes(StandardCharsets.UTF_8));
        feed(digest, ByteBuffer.allocate(Long.BYTES).putLong(sequencer.stamp()).array());
        feed(digest, new byte[] {(byte) change.type().code()});
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The stamp that names the object's version, or 0 when the bucket keeps none. */
    public long versionStamp() {
        return switch (change.object().version()) {
            case Version.None _, Version.Unkept _ -> 0;
            case Version.ThisChange _ -> sequencer.stamp();
            case Version.Earlier(long stamp) -> stamp;
        };
    }

    /** The stamp of the change that made the object concerned, in whatever bucket. */
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

    private static void feed(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
