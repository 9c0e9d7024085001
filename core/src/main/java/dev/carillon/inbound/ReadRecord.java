package dev.carillon.inbound;

import dev.carillon.event.Bucket;
import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Original;
import dev.carillon.event.Version;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record as it was read.
 *
 * @param facts what its delivery needs
 * @param type the kind of event
 * @param time of the event, if it names a valid one
 * @param owner the bucket's
 * @param principal the user that caused the change
 * @param requestId of the request that caused it
 * @param json its bytes
 */
record ReadRecord(
        RecordFacts facts,
        EventType type,
        Optional<Instant> time,
        String owner,
        String principal,
        String requestId,
        ByteSlice json) {
    /** Returns a record of which nothing is known. */
    static ReadRecord flawed(String flaw, ByteSlice json) {
        return new ReadRecord(
                Facts.nothing(flaw), EventType.OTHER, Optional.empty(), "", "", "", json);
    }

    /** Returns the same record with other bytes. */
    ReadRecord in(ByteSlice whole) {
        return new ReadRecord(facts, type, time, owner, principal, requestId, whole);
    }

    /**
     * Returns the change.
     *
     * @param sender of the message
     * @param arrived when it came
     */
    Change change(Sender sender, Instant arrived) {
        var object =
                new ObjectFacts(
                        facts.key(),
                        facts.size().orElse(0),
                        facts.etag(),
                        new Version.None(),
                        Map.of(),
                        List.of());
        var original =
                new Original(
                        facts.eventId(),
                        "",
                        facts.eventName(),
                        time.orElse(arrived),
                        json,
                        Optional.empty());
        return new Change(
                type,
                arrived,
                new Bucket(facts.bucket(), facts.bucket(), owner),
                object,
                new Origin(principal, sender.address(), requestId, "").in(sender.trace()),
                Optional.of(original));
    }
}
