package dev.carillon.engine;

import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The retention of events that are not owed any more.
 *
 * @param age older ones are removed; empty = no limit
 * @param bytes of events that may stay; empty = no limit
 */
public record EventRetention(Optional<Duration> age, OptionalLong bytes) {
    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    /** Returns the default: seven days and at most 1 GiB of events. */
    public static EventRetention defaults() {
        return new EventRetention(Optional.of(Duration.ofDays(7)), OptionalLong.of(1L << 30));
    }

    /**
     * Reads {@code 7d,1GiB}; either part may be missing. {@code 0}: only events that are owed are
     * kept.
     *
     * @throws RefusedException if the text is invalid; the message says what to write
     */
    public static EventRetention parse(String text) {
        if (text.equals("0")) {
            return new EventRetention(Optional.of(Duration.ZERO), OptionalLong.of(0));
        }
        Optional<Duration> age = Optional.empty();
        OptionalLong bytes = OptionalLong.empty();
        for (String part : text.split(",", -1)) {
            String one = part.strip();
            if (isSize(one) ? bytes.isPresent() : age.isPresent()) {
                throw refused(text);
            }
            if (isSize(one)) {
                bytes = OptionalLong.of(Units.bytes(one));
            } else {
                age = Optional.of(age(text, one));
            }
        }
        return new EventRetention(age, bytes);
    }

    /** Returns the age as a duration, a very long one if there is no limit. */
    public Duration atMostAge() {
        return age.orElse(FOR_EVER);
    }

    /** Returns the bytes as a number, the largest one if there is no limit. */
    public long atMostBytes() {
        return bytes.orElse(Long.MAX_VALUE);
    }

    /** Returns whether a part is a size: sizes end in B or a digit, durations in a small letter. */
    private static boolean isSize(String part) {
        return part.matches("[0-9]+([KMGT]i)?B?");
    }

    private static Duration age(String text, String part) {
        try {
            return Units.duration(part);
        } catch (RefusedException e) {
            throw refused(text);
        }
    }

    private static RefusedException refused(String text) {
        return new RefusedException(
                "'%s' is no retention: write an age, a size or both, such as 7d, 1GiB or 7d,1GiB;"
                                .formatted(text)
                        + " 0 keeps only what is owed");
    }
}
