package dev.carillon.event;

import java.time.Instant;

/**
 * A change of one object that is about to be committed. The commit gives it a stamp, which makes it
 * an {@link ObjectEvent}.
 *
 * @param type the kind of change
 * @param time of the change, to the microsecond
 * @param bucket of the object
 * @param object the facts about the object
 * @param origin the request that caused it
 */
public record Change(
        EventType type, Instant time, Bucket bucket, ObjectFacts object, Origin origin) {}
