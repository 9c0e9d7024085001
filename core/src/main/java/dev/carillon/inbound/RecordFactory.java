package dev.carillon.inbound;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.EventType;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Makes records of their members. Not thread-safe. */
final class RecordFactory {
    private static final Instant BEGIN_OF_TIME = Instant.EPOCH;
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final Facts facts;

    RecordFactory(KeyEncodings encodings) {
        this.facts = new Facts(encodings);
    }

    /** Returns a record that is no data of a CloudEvent by itself. */
    ReadRecord record(RecordMembers members, Optional<String> flaw, ByteSlice json) {
        return record(facts.of(members, flaw, Optional.empty()), members, time(members), json);
    }

    /** Returns the record that is the data of a CloudEvent. */
    ReadRecord dataRecord(Document data, Envelope envelope) {
        RecordMembers members = data.own();
        Optional<Instant> time = time(members).or(() -> time(envelope.time()));
        return record(
                facts.of(members, data.flaw(), Optional.of(envelope)), members, time, data.json());
    }

    private static ReadRecord record(
            RecordFacts facts, RecordMembers members, Optional<Instant> time, ByteSlice json) {
        EventType type =
                facts.flaw().isPresent()
                        ? EventType.OTHER
                        : EventNames.typeOf(facts.eventName(), facts.versionId());
        String owner =
                members.kind() == RecordMembers.Kind.B2
                        ? members.b2().account()
                        : members.bucket().owner();
        return new ReadRecord(
                facts, type, time, owner, members.principal(), members.requestId(), json);
    }

    private static Optional<Instant> time(RecordMembers members) {
        return members.kind() == RecordMembers.Kind.B2
                ? members.b2().time()
                : time(members.eventTime());
    }

    /** Returns a time of the years 1970 to 9999, in which formats can write it. */
    private static Optional<Instant> time(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.isBefore(BEGIN_OF_TIME) || time.isAfter(END_OF_TIME)
                    ? Optional.empty()
                    : Optional.of(time);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
