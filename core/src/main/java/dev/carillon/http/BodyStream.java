package dev.carillon.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A request's body as it arrives, no slower than the limits allow. Only the time spent waiting for
 * bytes counts, not the time that the reader takes.
 */
final class BodyStream extends InputStream {
    private static final int DISCARD_BUFFER_BYTES = 8 * 1024;
    private static final long MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
    private static final long DISCARD_NANOS = Duration.ofSeconds(5).toNanos();

    private final InputStream from;
    private final Pace pace;
    private final Watch watch;
    private long bytes;
    private long waitedNanos;
    private boolean ended;
    private long mostNanos = Long.MAX_VALUE;

    /** Reads at the given pace, supervised by a watch that ends reads which wait too long. */
    BodyStream(InputStream from, Pace pace, Watch watch) {
        this.from = from;
        this.pace = pace;
        this.watch = watch;
    }

    /**
     * Reads and discards the rest of the body after the answer, so that the client can read the
     * answer and does not see a broken connection. Stops after 64 MiB or 5 seconds, however slow
     * the client is.
     */
    void discard() {
        if (ended) {
            return;
        }
        byte[] buffer = new byte[DISCARD_BUFFER_BYTES];
        long start = System.nanoTime();
        long most = bytes + MAX_DISCARDED_BYTES;
        try {
            for (long left = DISCARD_NANOS; !ended && bytes < most && left > 0; ) {
                mostNanos = left;
                ended = read(buffer, 0, buffer.length) < 0;
                left = DISCARD_NANOS - (System.nanoTime() - start);
            }
        } catch (BodyException e) {
            ended = true;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws BodyException {
        if (length == 0) {
            return 0;
        }
        long start = System.nanoTime();
        watch.readBegan(Math.min(mostNanos, pace.mayWaitNanos()));
        int count = take(to, offset, length);
        watch.readEnded();
        long waited = System.nanoTime() - start;
        waitedNanos += waited;
        if (count < 0) {
            ended = true;
            return -1;
        }
        bytes += count;
        if (!pace.came(count, waited)) {
            ended = true;
            throw tooSlow();
        }
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
            ended = true;
            watch.readEnded();
            boolean slow =
                    e instanceof TimeoutException || e.getCause() instanceof TimeoutException;
            throw slow
                    ? new BodyException(
                            BodyException.Reason.TOO_SLOW, "no more of the body arrives", e)
                    : new BodyException(
                            BodyException.Reason.INCOMPLETE,
                            "the body ended before it was whole",
                            e);
        }
    }

    private BodyException tooSlow() {
        return new BodyException(
                BodyException.Reason.TOO_SLOW,
                "%d bytes in %s: slower than %s"
                        .formatted(bytes, Duration.ofNanos(waitedNanos), pace));
    }
}
