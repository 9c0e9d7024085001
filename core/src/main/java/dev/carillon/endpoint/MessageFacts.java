package dev.carillon.endpoint;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;
import dev.carillon.format.Message;
import dev.carillon.format.S3EventNames;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The facts about a message that message queues carry beside its body, so that a consumer can
 * route, filter and drop repetitions without reading it. Thread-safe.
 */
public final class MessageFacts {
    /** The event's id: the same in every dialect and every repetition. */
    public static final String EVENT_ID = "x-carillon-event-id";

    /**
     * The kind of change, as in an S3 record: {@code ObjectCreated:Put}; or the publisher's own
     * name.
     */
    public static final String EVENT_TYPE = "x-carillon-event-type";

    /** The bucket's name. */
    public static final String BUCKET = "x-carillon-bucket";

    /** The object's key, not encoded. */
    public static final String KEY = "x-carillon-key";

    private MessageFacts() {}

    /**
     * Returns the headers of a message, by name: its own, and the four above if it is about one
     * event. Values are Unicode text of any length.
     */
    public static Map<String, String> of(Message message) {
        var facts = new TreeMap<>(message.headers());
        only(message)
                .ifPresent(event -> {
                    facts.put(EVENT_ID, event.id());
                    facts.put(EVENT_TYPE, type(event.change()));
                    facts.put(BUCKET, event.change().bucket().name());
                    facts.put(KEY, event.change().object().key());
                });
        return facts;
    }

    /**
     * Returns the text that all messages about one object have in common, and no other message:
     * bucket, a slash, and key; empty if the message is not about exactly one event.
     */
    public static Optional<String> object(Message message) {
        return only(message)
                .map(ObjectEvent::change)
                .map(change -> change.bucket().name() + "/" + change.object().key());
    }

    private static Optional<ObjectEvent> only(Message message) {
        return message.events().size() == 1
                ? Optional.of(message.events().getFirst())
                : Optional.empty();
    }

    private static String type(Change change) {
        return change.original()
                .map(Original::type)
                .orElseGet(() -> S3EventNames.nameOf(change.type()));
    }
}
