package dev.carillon.broker;

import dev.carillon.rule.DialectName;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form in which a subscriber gets events: the member {@code format} of a subscription. */
enum MessageForm {
    /**
     * The format with one event in a message, {@code {"event":[…]}}, as the original broker sends
     * it.
     */
    LEGACY,
    /** The whole message as it was published, with its headers and signature. */
    B2,
    /** The format with one event in a message, as a CloudEvent. */
    CLOUDEVENTS;

    /** Returns the form with a name. */
    static Optional<MessageForm> of(String name) {
        return Stream.of(values()).filter(form -> form.shown().equals(name)).findFirst();
    }

    /** Returns the form that a dialect writes. */
    static Optional<MessageForm> of(DialectName dialect) {
        return Stream.of(values()).filter(form -> form.dialect().equals(dialect)).findFirst();
    }

    /** Returns all names, for people. */
    static String names() {
        return Stream.of(values()).map(MessageForm::shown).collect(Collectors.joining(", "));
    }

    /** Returns the name in subscriptions. */
    String shown() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the dialect that writes this form. */
    DialectName dialect() {
        return switch (this) {
            case LEGACY -> DialectName.BROKER;
            case B2 -> DialectName.BROKER_B2;
            case CLOUDEVENTS -> DialectName.BROKER_CLOUD_EVENTS;
        };
    }
}
