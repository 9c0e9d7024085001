package dev.carillon.tail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Decides when a quiet stream needs a ping or a space, and which of them. Not thread-safe. */
final class KeepAliveClock {
    /** The longest time without any byte, shorter than the idle limit of any connection. */
    private static final long LONGEST_QUIET_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final KeepAlive rule;
    private long lineNanos = System.nanoTime();
    private long byteNanos = lineNanos;

    KeepAliveClock(KeepAlive rule) {
        this.rule = rule;
    }

    /** The bytes that are due. */
    enum Due {
        NOTHING,
        BLANK,
        PING
    }

    /** Notes that a line was sent. */
    void sentLine() {
        lineNanos = System.nanoTime();
        byteNanos = lineNanos;
    }

    /** Returns the bytes with which a stream begins, so that the reader knows that it has begun. */
    Due opening() {
        return switch (rule) {
            case KeepAlive.Blanks _ -> blank();
            case KeepAlive.Pings _ -> ping();
        };
    }

    /** Returns the bytes that are due now, and counts them as sent. */
    Due due() {
        long now = System.nanoTime();
        if (now - deadlineNanos() < 0) {
            return Due.NOTHING;
        }
        return switch (rule) {
            case KeepAlive.Blanks _ -> blank();
            case KeepAlive.Pings(Duration quiet) ->
                    now - lineNanos - quiet.toNanos() < 0 ? blank() : ping();
        };
    }

    /** Returns when the next bytes are due if no line is sent before. */
    long deadlineNanos() {
        return switch (rule) {
            case KeepAlive.Blanks(Duration quiet) -> byteNanos + quiet.toNanos();
            case KeepAlive.Pings(Duration quiet) ->
                    Math.min(lineNanos + quiet.toNanos(), byteNanos + LONGEST_QUIET_NANOS);
        };
    }

    private Due ping() {
        sentLine();
        return Due.PING;
    }

    private Due blank() {
        byteNanos = System.nanoTime();
        return Due.BLANK;
    }
}
