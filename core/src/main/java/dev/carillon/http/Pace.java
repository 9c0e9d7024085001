package dev.carillon.http;

/**
 * Judges how fast a body comes. Each second of waiting costs one second of patience, and each byte
 * brings some back, up to the time a connection may stand still: so a body keeps its least speed
 * over its whole length, and what came fast at first buys no long stop later. For one thread; knows
 * no clock.
 *
 * <p>A long body must come faster: within {@value #LONGEST_HOURS} hours at that speed.
 */
final class Pace {
    /** At most that long for one body: 5 GiB need 62 KiB/s. */
    static final long LONGEST_HOURS = 24;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long LONGEST_SECONDS = LONGEST_HOURS * 3_600;

    private final double nanosPerByte;
    private final long mostNanos;
    private double patienceNanos;

    /**
     * The pace of a body that has not begun to come.
     *
     * @param announced how many bytes are to come; 0 where that is not known
     */
    Pace(Limits limits, long announced) {
        double least =
                Math.max((double) limits.bytesPerSecond(), (double) announced / LONGEST_SECONDS);
        nanosPerByte = least == 0 ? Double.POSITIVE_INFINITY : NANOS_PER_SECOND / least;
        patienceNanos = limits.rateGrace().toNanos();
        mostNanos = Math.max(limits.rateGrace().toNanos(), limits.idle().toNanos());
    }

    /**
     * Returns the longest that the next bytes may take before the body is too slow, in nanoseconds:
     * at least 1.
     */
    long mayWaitNanos() {
        return (long) Math.max(1, patienceNanos);
    }

    /**
     * Counts bytes that came after a wait.
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
