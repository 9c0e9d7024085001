package dev.carillon.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of one object that is about to be committed. The commit gives it a stamp, which makes it
 * an {@link ObjectEvent}.
 *
 * @param type the kind of change
 * @param time of the change, to the microsecond; for an event that another program published, the
 *     time of its arrival
 * @param bucket of the object
 * @param object the facts about the object
 * @param origin the request that caused it
 * @param original the event as another program published it; empty for changes of objects that are
 *     stored here
 */
public record Change(
        EventType type,
        Instant time,
        Bucket bucket,
        ObjectFacts object,
        Origin origin,
        Optional<Original> original) {
    /** Creates a change of an object that is stored here. */
    public Change(EventType type, Instant time, Bucket bucket, ObjectFacts object, Origin origin) {
        this(type, time, bucket, object, origin, Optional.empty());
    }

    /** Returns whether another program published it. */
    public boolean received() {
        return original.isPresent();
    }

    /** Returns the same change with the event as another program published it. */
    public Change with(Original published) {
        return new Change(type, time, bucket, object, origin, Optional.of(published));
    }

    /** Returns whether it holds {@linkplain Original#isAlone no message}. */
    public boolean isAlone() {
        return original.stream().allMatch(Original::isAlone);
    }

    /** Returns the same change without the message, if it has one. */
    public Change alone() {
        return isAlone() ? this : with(original.orElseThrow().alone());
    }
}
