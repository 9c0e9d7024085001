package dev.carillon.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times in UTC as records have them, to a fixed number of digits after the second. */
enum RecordTime {
    /** The form that MinIO's clients accept, e.g. {@code 2026-11-22T03:51:31.806Z}. */
    MILLIS(1_000_000, 3),
    /** The form that Ceph writes, e.g. {@code 2026-11-22T03:51:31.806254Z}. */
    MICROS(1_000, 6),
    /** The form of Ceph's CloudEvents, e.g. {@code 2026-11-22T03:51:31.806254000Z}. */
    NANOS(1, 9);

    private static final int MOST_BYTES = 32;

    private final int lastDigitNanos;
    private final int digits;

    RecordTime(int lastDigitNanos, int digits) {
        this.lastDigitNanos = lastDigitNanos;
        this.digits = digits;
    }

    /** Returns a time as text. */
    String text(Instant time) {
        var out = new JsonBytes(MOST_BYTES);
        write(out, time);
        return new String(out.bytes(), StandardCharsets.US_ASCII);
    }

    /** Writes a time. */
    void write(JsonBytes out, Instant time) {
        var utc =
                LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        out.digits(utc.getYear(), 4).text("-").digits(utc.getMonthValue(), 2).text("-");
        out.digits(utc.getDayOfMonth(), 2).text("T").digits(utc.getHour(), 2).text(":");
        out.digits(utc.getMinute(), 2).text(":").digits(utc.getSecond(), 2).text(".");
        out.digits(utc.getNano() / lastDigitNanos, digits).text("Z");
    }
}
