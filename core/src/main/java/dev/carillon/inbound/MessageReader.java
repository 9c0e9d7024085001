package dev.carillon.inbound;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.TraceContext;
import dev.carillon.format.B2EventNames;
import dev.carillon.format.MessageParser;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.inbound.ReceivedMessage.Confirmation;
import dev.carillon.inbound.ReceivedMessage.Events;
import dev.carillon.inbound.ReceivedMessage.Test;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the messages of publishers: records of AWS S3, Ceph, MinIO and MCS, events of B2 and of
 * brokers, CloudEvents (binary, structured, batched) with such data, and the notifications and
 * confirmations of SNS and MCS. The parsed body decides; headers only for a binary CloudEvent,
 * whose body is data.
 *
 * <p>A record that is none never fails the others of its message: it is returned as an event with a
 * {@linkplain RecordFacts#flaw flaw}. If a name comes twice in an object, the last one counts.
 * Immutable and thread-safe.
 */
public final class MessageReader {
    /** The largest message in bytes. */
    public static final int MAX_BYTES = 8 << 20;

    /** The highest number of records in a message. */
    public static final int MAX_RECORDS = 10_000;

    private static final String CONFIRMATION = "SubscriptionConfirmation";
    private static final String NOTIFICATION = "Notification";
    private static final String UNSUBSCRIBED = "UnsubscribeConfirmation";
    private static final String TEST = "TestEvent";

    private final KeyEncodings encodings;

    /** Creates a reader for publishers that encode keys in this way. */
    public MessageReader(KeyEncodings encodings) {
        this.encodings = encodings;
    }

    /**
     * Reads a message.
     *
     * @param headers the values of headers, by names in lower case
     * @param body not copied: the events refer to it
     * @param address the address from which it came, empty if there was none
     * @param arrived when it came
     * @throws UnreadableMessageException if it is no JSON, nested too deep, too large, or has
     *     neither events nor anything else that is known; an empty object or list has no events
     */
    public ReceivedMessage read(
            Function<String, Optional<String>> headers,
            byte[] body,
            String address,
            Instant arrived)
            throws UnreadableMessageException {
        if (body.length > MAX_BYTES) {
            throw UnreadableMessageException.tooLarge(
                    "the message has %d bytes, at most %d are read: send fewer records at once"
                            .formatted(body.length, MAX_BYTES));
        }
        var sender =
                new Sender(address, TraceContext.of(name -> headers.apply(name).stream().toList()));
        var records = new RecordReader(encodings);
        Document document = records.document(ByteSlice.of(body));
        if (!document.hasLists()) {
            switch (document.text("Type")) {
                case CONFIRMATION -> {
                    return confirmation(document);
                }
                case NOTIFICATION -> {
                    return notification(records, document, sender, arrived);
                }
                case UNSUBSCRIBED -> {
                    return new Test("SNS " + UNSUBSCRIBED);
                }
                default -> {}
            }
        }
        if (isTest(document)) {
            return new Test(document.text("Event"));
        }
        return message(found(headers, records, document), sender, arrived);
    }

    /** Returns the records of a message, whose headers may make it the data of a CloudEvent. */
    private static List<ReadRecord> found(
            Function<String, Optional<String>> headers, RecordReader records, Document document)
            throws UnreadableMessageException {
        boolean structured = document.own().kind() == RecordMembers.Kind.CLOUD_EVENT;
        if (structured || headers.apply(BinaryEvent.VERSION_HEADER).isEmpty()) {
            return records.records(document);
        }
        Optional<BinaryEvent> binary = BinaryEvent.of(headers);
        if (binary.isPresent()) {
            BinaryEvent event = binary.get();
            return records.inside(
                    event.envelope(), document, () -> event.structured(document.json()));
        }
        if (!document.hasRecords()) {
            throw new UnreadableMessageException(
                    "the message is no CloudEvent without the headers ce-id, ce-source and"
                            + " ce-type");
        }
        return records.records(document);
    }

    private static boolean isTest(Document document) {
        return !document.hasLists() && document.text("Event").endsWith(TEST);
    }

    private static ReceivedMessage message(List<ReadRecord> found, Sender sender, Instant arrived) {
        if (found.size() == 1) {
            String name = found.getFirst().facts().eventName();
            if (name.equals(B2EventNames.TEST) || Facts.isTest(name)) {
                return new Test(name);
            }
        }
        List<Change> events = found.stream().map(record -> record.change(sender, arrived)).toList();
        return new Events(events);
    }

    private static ReceivedMessage notification(
            RecordReader records, Document document, Sender sender, Instant arrived)
            throws UnreadableMessageException {
        String message = document.text("Message");
        if (MessageParser.hasHalfPair(message)) {
            throw new UnreadableMessageException(
                    "the Message of the notification has half a surrogate pair");
        }
        ByteSlice json = ByteSlice.of(message.getBytes(StandardCharsets.UTF_8));
        try {
            Document inner = records.document(json);
            return isTest(inner)
                    ? new Test(inner.text("Event"))
                    : message(records.records(inner), sender, arrived);
        } catch (UnreadableMessageException e) {
            throw e.tooLarge()
                    ? e
                    : new UnreadableMessageException(
                            "Message of the notification: " + e.getMessage());
        }
    }

    private static Confirmation confirmation(Document document) {
        String url = document.text("SubscribeURL");
        return new Confirmation(
                url.isEmpty() ? Confirmation.Kind.MCS : Confirmation.Kind.SNS,
                document.text("TopicArn"),
                document.text("Token"),
                document.text("Timestamp"),
                uri(url));
    }

    private static Optional<URI> uri(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new URI(text));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
