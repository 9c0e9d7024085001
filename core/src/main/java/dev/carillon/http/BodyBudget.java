package dev.carillon.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory taken by request bodies that are read whole, over all ports of a server.
 * Uploads of objects are streamed and do not count. Thread-safe, without locks.
 *
 * <p>Each byte of a body counts as {@value #WEIGHT}, because of the document that is made from it.
 * Memory is taken as the bytes arrive, not as they are announced, so a client that announces much
 * and sends little takes little.
 */
public final class BodyBudget {
    private static final int WEIGHT = 4;
    private static final int FIRST_BYTES = 8 * 1024;
    private static final int HEAP_SHARE = 4;

    /**
     * The smallest budget: enough for the largest document that is read, 4 MiB, and one more byte.
     */
    private static final long LEAST_BYTES = WEIGHT * (4L << 20) + WEIGHT;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Returns a budget of {@code bytes}. */
    public static BodyBudget of(long bytes) {
        return new BodyBudget(bytes);
    }

    /** Returns a budget of a quarter of the maximum heap size, at least 16 MiB. */
    public static BodyBudget ofHeap() {
        return of(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    /** Begins to account for one request; close the lease when its answer is sent. */
    public Lease lease() {
        return new Lease();
    }

    /** Returns the bytes taken now. */
    public long taken() {
        return taken.get();
    }

    /** Returns the number of requests refused since the start because the budget was used up. */
    public long refused() {
        return refused.get();
    }

    /** The memory that one request has taken. Not thread-safe. */
    public final class Lease implements AutoCloseable {
        private long held;

        private Lease() {}

        /**
         * Reads a stream to its end.
         *
         * @param announced the expected number of bytes as far as it is known, at most the limit
         * @param limit in bytes
         * @throws BusyException if the budget is used up
         * @throws BodyException if there are more bytes than the limit
         * @throws IOException as the stream does
         */
        byte[] read(InputStream from, long announced, int limit) throws IOException {
            byte[] bytes = new byte[0];
            int length = 0;
            int count = 0;
            while (count >= 0) {
                if (length == bytes.length) {
                    bytes = grown(bytes, announced, limit);
                }
                count = from.read(bytes, length, bytes.length - length);
                length += Math.max(count, 0);
                if (length > limit) {
                    throw BodyException.tooLarge(limit);
                }
            }
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        }

        /**
         * Returns a larger copy of the array, with room for one byte more than expected, to notice
         * a body that is too long.
         */
        private byte[] grown(byte[] bytes, long announced, int limit) throws BusyException {
            long wanted = Math.max(FIRST_BYTES, 2L * bytes.length);
            long most = bytes.length > announced ? limit + 1L : Math.min(limit, announced) + 1;
            int size = (int) Math.min(wanted, most);
            take((long) WEIGHT * (size - bytes.length));
            return Arrays.copyOf(bytes, size);
        }

        private void take(long bytes) throws BusyException {
            if (taken.addAndGet(bytes) > limit) {
                taken.addAndGet(-bytes);
                refused.incrementAndGet();
                throw new BusyException("the budget for request bodies is spent");
            }
            held += bytes;
        }

        /** Returns the memory to the budget. */
        @Override
        public void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
