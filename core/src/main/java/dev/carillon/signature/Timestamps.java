package dev.carillon.signature;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The two ways in which signed requests write their time, and how far off they may be. */
final class Timestamps {
    /** As AWS: 15 minutes either way. */
    static final Duration MAX_SKEW = Duration.ofMinutes(15);

    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** Reads {@code 20130524T000000Z}. */
    static Optional<Instant> basic(String text) {
        return parse(BASIC, text);
    }

    /**
     * Reads what a Date or x-amz-date header may hold: the basic form or RFC 1123's. The day of the
     * week counts for nothing: a date that contradicts itself is still a date.
     */
    static Optional<Instant> header(String text) {
        return basic(text)
                .or(() ->
                        parse(
                                DateTimeFormatter.RFC_1123_DATE_TIME,
                                text.substring(text.indexOf(',') + 1)));
    }

    static String basic(Instant at) {
        return BASIC.format(at);
    }

    static String day(Instant at) {
        return basic(at).substring(0, "yyyymmdd".length());
    }

    /** Refuses a time that is more than 15 minutes off. */
    static void checkSkew(Instant at, Instant now) {
        if (Duration.between(at, now).abs().compareTo(MAX_SKEW) > 0) {
            throw new RefusedException(
                    Refusal.of(
                                    RefusalCode.REQUEST_TIME_TOO_SKEWED,
                                    "The difference between the request time and this server's time"
                                            + " is larger than 15 minutes; set your clock")
                            .with("RequestTime", basic(at))
                            .with("ServerTime", now.toString())
                            .with("MaxAllowedSkewMilliseconds", "" + MAX_SKEW.toMillis()));
        }
    }

    private static Optional<Instant> parse(DateTimeFormatter format, String text) {
        try {
            return Optional.of(format.parse(text.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
