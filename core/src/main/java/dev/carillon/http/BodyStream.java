package dev.carillon.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A request's body as it comes, no slower than the limits allow: only the time spent waiting for it
 * counts, not that of its reader.
 */
final class BodyStream extends InputStream {
    private static final double NANOS_PER_SECOND = 1e9;

    private final InputStream from;
    private final Limits limits;
    private long bytes;
    private long waitedNanos;
    private boolean ended;

    BodyStream(InputStream from, Limits limits) {
        this.from = from;
        this.limits = limits;
    }

    /** Whether its end was reached. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long start = System.nanoTime();
        int count = take(to, offset, length);
        waitedNanos += System.nanoTime() - start;
        if (count < 0) {
            ended = true;
            return -1;
        }
        bytes += count;
        checkPace();
        return count;
    }

    @Override
    public int available() throws IOException {
        return from.available();
    }

    private int take(byte[] to, int offset, int length) throws BodyException {
        try {
            return from.read(to, offset, length);
        } catch (IOException | RuntimeException e) {
            throw new BodyException(
                    BodyException.Reason.INCOMPLETE, "the body ended before it was whole", e);
        }
    }

    private void checkPace() throws BodyException {
        Duration waited = Duration.ofNanos(waitedNanos);
        boolean slow = bytes < limits.bytesPerSecond() * (waitedNanos / NANOS_PER_SECOND);
        if (slow && waited.compareTo(limits.rateGrace()) > 0) {
            throw new BodyException(
                    BodyException.Reason.TOO_SLOW,
                    "%d bytes in %s, the least is %d a second"
                            .formatted(bytes, waited, limits.bytesPerSecond()));
        }
    }
}
