package dev.carillon.inbound;

import dev.carillon.event.EventType;
import dev.carillon.format.B2EventNames;
import dev.carillon.format.B2Members;
import dev.carillon.format.MessageParser;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the facts of a record of its members. Not thread-safe. */
final class Facts {
    private static final String TEST = "s3:TestEvent";

    private final KeyEncodings encodings;
    private final EventIds ids = new EventIds();

    Facts(KeyEncodings encodings) {
        this.encodings = encodings;
    }

    /**
     * Returns the facts of a record.
     *
     * @param around the CloudEvent whose data the record is, if it is the data of one
     */
    RecordFacts of(RecordMembers members, Optional<String> flaw, Optional<Envelope> around) {
        return switch (members.kind()) {
            case S3 -> s3(members, flaw, around);
            case B2 -> b2(members.b2(), flaw, around);
            case PLAIN ->
                    around.map(event -> plain(members, flaw.or(members::plainFlaw), event))
                            .orElseGet(() -> unknown(flaw));
            case CLOUD_EVENT -> nothing("the event is a CloudEvent within another one");
            case UNKNOWN ->
                    around.map(Envelope::type)
                            .filter(type -> flaw.isEmpty() && isTest(type))
                            .map(type -> without(type, Optional.empty()))
                            .orElseGet(() -> unknown(flaw));
        };
    }

    private static RecordFacts unknown(Optional<String> flaw) {
        return nothing(flaw.orElse("the event names no bucket and no object"));
    }

    /** Returns whether a name is that of S3's test event, also as the type of a CloudEvent. */
    static boolean isTest(String name) {
        return name.endsWith(TEST);
    }

    /** Returns the facts of a record of which nothing is known. */
    static RecordFacts nothing(String flaw) {
        return without("", Optional.of(flaw));
    }

    /** Returns the facts of a record that has only a name. */
    private static RecordFacts without(String name, Optional<String> flaw) {
        return new RecordFacts(
                Optional.empty(), name, "", "", OptionalLong.empty(), "", "", "", "", flaw);
    }

    private RecordFacts s3(
            RecordMembers members, Optional<String> flaw, Optional<Envelope> around) {
        ObjectMembers object = members.object();
        boolean encoded =
                encodings.formEncoded(
                        members.eventSource(), members.eventVersion(), members.eventName());
        var key = Key.of(object.key(), encoded);
        return facts(
                new Parts(
                        members.eventName(),
                        members.bucket().name(),
                        key,
                        object.size(),
                        object.etag(),
                        object.versionId(),
                        object.sequencer(),
                        members.eventId(),
                        members.requestId()),
                flaw,
                around);
    }

    private RecordFacts b2(B2Members members, Optional<String> flaw, Optional<Envelope> around) {
        return facts(
                new Parts(
                        members.type(),
                        members.bucketName(),
                        Key.of(members.key(), encodings.formEncoded("", "", "")),
                        members.size(),
                        "",
                        members.fileId(),
                        "",
                        members.id(),
                        ""),
                flaw,
                around);
    }

    private RecordFacts plain(RecordMembers members, Optional<String> flaw, Envelope around) {
        ObjectMembers object = members.object();
        String name = members.eventName().isEmpty() ? around.type() : members.eventName();
        return facts(
                new Parts(
                        name,
                        members.bucket().name(),
                        Key.of(object.key(), encodings.formEncoded("", "", "")),
                        object.size(),
                        object.etag(),
                        object.versionId(),
                        object.sequencer(),
                        members.eventId(),
                        ""),
                flaw,
                Optional.of(around));
    }

    private RecordFacts facts(Parts parts, Optional<String> found, Optional<Envelope> around) {
        Optional<String> flaw = found.or(parts::flaw);
        EventType type = EventNames.typeOf(parts.name(), parts.versionId());
        return new RecordFacts(
                flaw.isPresent() ? Optional.empty() : EventNames.actionOf(type),
                parts.name(),
                parts.bucket(),
                parts.key().decoded(),
                parts.size(),
                parts.etag(),
                parts.versionId(),
                parts.sequencer(),
                flaw.isPresent() ? "" : id(parts, around),
                flaw);
    }

    private String id(Parts parts, Optional<Envelope> around) {
        String key = parts.key().decoded();
        if (!parts.eventId().isEmpty()) {
            return ids.sent(parts.eventId(), key, parts.sequencer());
        }
        if (!parts.sequencer().isEmpty()) {
            return ids.computed(
                    parts.bucket(),
                    key,
                    parts.versionId(),
                    parts.sequencer(),
                    parts.name(),
                    parts.etag(),
                    parts.requestId());
        }
        return around.filter(event -> !event.id().isEmpty())
                .map(event ->
                        ids.computed(event.source(), event.id(), parts.bucket(), key, parts.name()))
                .orElse("");
    }

    /** An object's key. */
    private record Key(String decoded, Optional<String> flaw) {
        static Key of(String sent, boolean encoded) {
            if (!encoded) {
                return checked(sent);
            }
            return KeyEncodings.decoded(sent)
                    .map(Key::checked)
                    .orElseGet(() ->
                            flawed(
                                    "key of an event is not form-encoded, as its source says that"
                                            + " it is"));
        }

        private static Key checked(String decoded) {
            return decoded.length() * 3 > MessageParser.MAX_NAME_BYTES
                            && decoded.getBytes(StandardCharsets.UTF_8).length
                                    > MessageParser.MAX_NAME_BYTES
                    ? flawed(
                            "key of an event has more than %d bytes"
                                    .formatted(MessageParser.MAX_NAME_BYTES))
                    : new Key(decoded, Optional.empty());
        }

        private static Key flawed(String why) {
            return new Key("", Optional.of(why));
        }
    }

    /** The members of a record, whatever its protocol. */
    private record Parts(
            String name,
            String bucket,
            Key key,
            OptionalLong size,
            String etag,
            String versionId,
            String sequencer,
            String eventId,
            String requestId) {
        Optional<String> flaw() {
            if (bucket.isEmpty()) {
                return Optional.of("the event names no bucket");
            }
            return key.flaw()
                    .or(() ->
                            key.decoded().isEmpty() && !name.equals(B2EventNames.TEST)
                                    ? Optional.of("the event names no object")
                                    : Optional.empty());
        }
    }
}
