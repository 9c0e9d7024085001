package dev.carillon.signature;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Reads and writes the two forms of time in signed requests, and limits how far a time may be from
 * now.
 */
final class Timestamps {
    /** AWS's limit: 15 minutes either way. */
    static final Duration MAX_SKEW = Duration.ofMinutes(15);

    /** The position of the time of day in the basic form. */
    private static final int TIME = "yyyymmddT".length();

    private Timestamps() {}

    /** Reads {@code 20130524T000000Z}. */
    static Optional<Instant> basic(String text) {
        String basic = text.strip();
        if (basic.length() != "yyyymmddThhmmssZ".length()
                || basic.charAt(TIME - 1) != 'T'
                || basic.charAt(TIME + 6) != 'Z') {
            return Optional.empty();
        }
        try {
            var day =
                    LocalDate.of(
                            number(basic, 0, 4), number(basic, 4, 6), number(basic, 6, TIME - 1));
            var time =
                    LocalTime.of(
                            number(basic, TIME, TIME + 2),
                            number(basic, TIME + 2, TIME + 4),
                            number(basic, TIME + 4, TIME + 6));
            return Optional.of(day.atTime(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("not a number: " + text);
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /**
     * Reads a Date or x-amz-date header: the basic form or that of RFC 1123. The day of the week is
     * ignored, so a wrong one makes no date invalid.
     */
    static Optional<Instant> header(String text) {
        return basic(text).or(() -> rfc1123(text.substring(text.indexOf(',') + 1)));
    }

    static String basic(Instant at) {
        var time = at.atOffset(ZoneOffset.UTC);
        long seconds = time.getHour() * 10_000L + time.getMinute() * 100L + time.getSecond();
        return day(time.toLocalDate()) + 'T' + digits(1_000_000 + seconds) + 'Z';
    }

    static String day(Instant at) {
        return day(at.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private static String day(LocalDate day) {
        return digits(
                100_000_000L
                        + day.getYear() * 10_000L
                        + day.getMonthValue() * 100L
                        + day.getDayOfMonth());
    }

    /** Returns the digits without the first one, which only keeps the zeros before them. */
    private static String digits(long number) {
        return Long.toString(number).substring(1);
    }

    /** Refuses a time that differs from now by more than 15 minutes. */
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

    private static Optional<Instant> rfc1123(String text) {
        try {
            return Optional.of(
                    DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
