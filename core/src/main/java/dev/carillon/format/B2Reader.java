package dev.carillon.format;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Original;
import dev.carillon.event.Version;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the events of a message in B2's format that another program sent. The message is read once,
 * and the bytes of each event are kept as they are.
 *
 * <p>Tolerant as the B2 Event Broker is: a document without {@code events}, or with something else
 * than a list there, has no events; elements that are not objects are passed over; members that are
 * missing or of another type count as empty. Refused are documents that are not JSON, and what is
 * larger than any message of B2: {@value #MAX_BYTES} bytes, {@value #MAX_EVENTS} events of {@value
 * #MAX_RULES} rules, names and ids of {@value #MAX_NAME_BYTES} bytes or with half a surrogate pair,
 * objects nested more than {@value MessageParser#DEEPEST} deep.
 */
public final class B2Reader {
    /** The largest message in bytes; B2's largest have about a tenth of it. */
    public static final int MAX_BYTES = 1 << 20;

    /** The highest number of events in a message; B2 sends at most 50. */
    public static final int MAX_EVENTS = 1_000;

    /**
     * The highest number of rules in a message, counted with their buckets; B2 sends messages of
     * one rule. The message is stored once for each.
     */
    public static final int MAX_RULES = 50;

    /** The length of the longest name or id in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = MessageParser.MAX_NAME_BYTES;

    private final Instant arrived;
    private final Origin origin;
    private final MessageParser parser;
    private final List<Change> events = new ArrayList<>();
    private final Set<List<String>> rules = new HashSet<>();

    private B2Reader(Origin origin, Instant arrived, MessageParser parser) {
        this.arrived = arrived;
        this.origin = origin;
        this.parser = parser;
    }

    /**
     * Reads a message.
     *
     * @param body not copied: the events refer to it
     * @param address the address from which it came, empty if there was none
     * @param arrived when it came
     * @throws UnreadableMessageException if it is refused
     */
    public static List<Change> read(byte[] body, String address, Instant arrived)
            throws UnreadableMessageException {
        return read(body, new Origin("", address, "", ""), arrived);
    }

    /**
     * Reads a message.
     *
     * @param body not copied: the events refer to it
     * @param origin of its events
     * @param arrived when it came
     * @throws UnreadableMessageException if it is refused
     */
    public static List<Change> read(byte[] body, Origin origin, Instant arrived)
            throws UnreadableMessageException {
        if (body.length > MAX_BYTES) {
            throw UnreadableMessageException.tooLarge(
                    "the message has %d bytes, at most %d are read: send fewer events at once"
                            .formatted(body.length, MAX_BYTES));
        }
        try (var parser = new MessageParser(ByteSlice.of(body))) {
            var reader = new B2Reader(origin, arrived, parser);
            reader.document();
            return reader.events;
        } catch (JacksonException e) {
            throw MessageParser.unreadable(e);
        }
    }

    private void document() throws UnreadableMessageException {
        if (parser.first() == JsonToken.START_OBJECT) {
            while (parser.nextMember()) {
                boolean meant = parser.nameBeforeValue().equals("events");
                if (meant) {
                    events.clear();
                    rules.clear();
                }
                if (meant && parser.current() == JsonToken.START_ARRAY) {
                    list();
                } else {
                    parser.skip();
                }
            }
        } else {
            parser.skip();
        }
        parser.last();
    }

    private void list() throws UnreadableMessageException {
        while (parser.next() != JsonToken.END_ARRAY) {
            if (parser.current() != JsonToken.START_OBJECT) {
                parser.skip();
                continue;
            }
            if (events.size() == MAX_EVENTS) {
                throw UnreadableMessageException.tooLarge(
                        "the message has more than %d events: send fewer at once"
                                .formatted(MAX_EVENTS));
            }
            events.add(event());
        }
    }

    private Change event() throws UnreadableMessageException {
        long begin = parser.position();
        var members = new B2Members();
        while (parser.nextMember()) {
            members.read(parser.nameBeforeValue(), parser);
            parser.skip();
        }
        Optional<String> flaw = parser.takeFlaw();
        if (flaw.isPresent()) {
            throw new UnreadableMessageException(flaw.get());
        }
        rules.add(List.of(members.bucketName(), members.rule()));
        if (rules.size() > MAX_RULES) {
            throw UnreadableMessageException.tooLarge(
                    "the message has events of more than %d rules: send one message for each rule"
                            .formatted(MAX_RULES));
        }
        return change(members, parser.slice(begin));
    }

    private Change change(B2Members members, ByteSlice json) {
        var facts =
                new ObjectFacts(
                        members.key(),
                        members.size().orElse(0),
                        "",
                        new Version.None(),
                        Map.of(),
                        List.of());
        var original =
                new Original(
                        members.id(),
                        members.rule(),
                        members.type(),
                        members.time().orElse(arrived),
                        json,
                        Optional.empty());
        return new Change(
                B2EventNames.typeOf(members.type()),
                arrived,
                members.bucket(),
                facts,
                origin,
                Optional.of(original));
    }
}
