package dev.carillon.http;

/**
 * Decides whether a body arrives fast enough. Each second of waiting uses up one second of a time
 * allowance, and each byte adds to it, at most up to the time for which a connection may be idle. A
 * body must therefore keep its minimum rate over its whole length, and a fast beginning does not
 * permit a long pause later. Not thread-safe; reads no clock.
 *
 * <p>A long body must be faster: fast enough to arrive within {@value #LONGEST_HOURS} hours.
 */
final class Pace {
    /** The longest time for one body: 5 GiB need 62 KiB/s. */
    static final long LONGEST_HOURS = 24;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long LONGEST_SECONDS = LONGEST_HOURS * 3_600;

    private final double nanosPerByte;
    private final long mostNanos;
    private double patienceNanos;

    /**
     * Creates the pace of a body of which nothing has arrived yet.
     *
     * @param announced the expected number of bytes; 0 if that is not known
     */
    Pace(Limits limits, long announced) {
        double least =
                Math.max((double) limits.bytesPerSecond(), (double) announced / LONGEST_SECONDS);
        nanosPerByte = least == 0 ? Double.POSITIVE_INFINITY : NANOS_PER_SECOND / least;
        patienceNanos = limits.rateGrace().toNanos();
        mostNanos = Math.max(limits.rateGrace().toNanos(), limits.idle().toNanos());
    }

    /**
     * Returns how long the next bytes may take at most before the body counts as too slow, in
     * nanoseconds, at least 1.
     */
    long mayWaitNanos() {
        return (long) Math.max(1, patienceNanos);
    }

    /**
     * Counts bytes that arrived after a wait.
     *
     * @return whether the body is still fast enough
     */
    boolean came(long bytes, long waitedNanos) {
        patienceNanos -= waitedNanos;
        boolean inTime = patienceNanos >= 0;
        patienceNanos = Math.min((double) mostNanos, patienceNanos + bytes * nanosPerByte);
        return inTime || patienceNanos >= 0;
    }

    @Override
    public String toString() {
        return (long) (NANOS_PER_SECOND / nanosPerByte) + " bytes a second";
    }
}
