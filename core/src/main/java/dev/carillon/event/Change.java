package dev.carillon.event;

import java.time.Instant;

/**
 * A change of one object that is about to be committed. The commit gives it a stamp, and with that
 * it becomes an {@link ObjectEvent}.
 *
 * @param type what happened
 * @param time when, to the microsecond
 * @param bucket where
 * @param object to what
 * @param origin through whom
 */
public record Change(
        EventType type, Instant time, Bucket bucket, ObjectFacts object, Origin origin) {}
