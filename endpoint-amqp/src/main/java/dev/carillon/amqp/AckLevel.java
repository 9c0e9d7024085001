package dev.carillon.amqp;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** When a message counts as delivered: the values of {@code amqp-ack-level}. */
enum AckLevel {
    /** When it was written to the connection: a broker that fails loses it. */
    NONE,

    /** When the broker confirmed it, whether or not a queue took it. */
    BROKER,

    /** When the broker confirmed it and at least one queue took it. */
    ROUTABLE;

    /** Returns the words that users write. */
    static List<String> words() {
        return Arrays.stream(values()).map(AckLevel::word).toList();
    }

    /** Returns the level that is written so. */
    static AckLevel of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
