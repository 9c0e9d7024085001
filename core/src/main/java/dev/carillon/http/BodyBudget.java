package dev.carillon.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory that request bodies read whole take together, over all ports of a server.
 * Uploads of objects are streamed and do not count. For any number of threads, without locks.
 *
 * <p>A byte of a body counts as {@value #WEIGHT}, for the document that is made of it. Memory is
 * taken as the bytes arrive, not as they are announced, so a client that announces much and sends
 * little takes little.
 */
public final class BodyBudget {
    private static final int WEIGHT = 4;
    private static final int FIRST_BYTES = 8 * 1024;
    private static final int HEAP_SHARE = 4;

    /** The least: the largest document that is read, one of 4 MiB, and its end. */
    private static final long LEAST_BYTES = WEIGHT * (4L << 20) + WEIGHT;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private BodyBudget(long limit) {
        this.limit = limit;
    }

    /** A budget of so many bytes. */
    public static BodyBudget of(long bytes) {
        return new BodyBudget(bytes);
    }

    /** A quarter of the heap's greatest size, and at least 16 MiB. */
    public static BodyBudget ofHeap() {
        return of(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    /** Begins to account for one request; close the lease when its answer is sent. */
    public Lease lease() {
        return new Lease();
    }

    /** Bytes taken now. */
    public long taken() {
        return taken.get();
    }

    /** Requests refused since the start because the budget was spent. */
    public long refused() {
        return refused.get();
    }

    /** The memory that one request has taken. For one thread. */
    public final class Lease implements AutoCloseable {
        private long held;

        private Lease() {}

        /**
         * Reads a stream to its end.
         *
         * @param announced how many bytes are to come, as far as is known: at most the limit
         * @param limit in bytes
         * @throws BusyException when the budget is spent
         * @throws BodyException when there are more bytes than the limit
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

        /** Room for more; one byte beyond what is to come, to see that nothing else does. */
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

        /** Gives back what was taken. */
        @Override
        public void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
