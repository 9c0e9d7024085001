package dev.carillon.state;

/**
 * The share of the machine that {@link RocksState} may use.
 *
 * @param memoryBytes native memory: three write buffers, and the rest for blocks that were read and
 *     for the indexes and filters of sorted files
 * @param writeBufferBytes the size of one write buffer. In a larger one more deliveries are put and
 *     deleted again before they reach a sorted file
 * @param backgroundJobs the number of threads that flush and compact
 */
public record RocksSettings(long memoryBytes, long writeBufferBytes, int backgroundJobs) {
    /** The number of write buffers: one is being filled, and two may wait to be flushed. */
    static final int WRITE_BUFFERS = 3;

    private static final long MIB = 1 << 20;
    private static final long DEFAULT_MEMORY = 256 * MIB;
    private static final long LARGEST_WRITE_BUFFER = 64 * MIB;
    private static final int BUFFERS_IN_MEMORY = 8;
    private static final int BACKGROUND_JOBS = 2;

    public RocksSettings {
        if (writeBufferBytes < MIB || memoryBytes < 4 * writeBufferBytes || backgroundJobs < 1) {
            throw new IllegalArgumentException(
                    "a write buffer of at least 1 MiB, memory for four of them, and one background"
                            + " job are needed");
        }
    }

    /** Returns settings for 256 MiB of native memory, divided as {@link #of} does. */
    public static RocksSettings defaults() {
        return of(DEFAULT_MEMORY);
    }

    /**
     * Divides native memory: a write buffer is an eighth of it, at most 64 MiB, and three of them
     * may be in use.
     *
     * @param memoryBytes at least 8 MiB
     */
    public static RocksSettings of(long memoryBytes) {
        long buffer = Math.min(LARGEST_WRITE_BUFFER, memoryBytes / BUFFERS_IN_MEMORY);
        return new RocksSettings(memoryBytes, buffer, BACKGROUND_JOBS);
    }

    /** Returns the memory that the write buffers may take together, in bytes. */
    long writeBuffersBytes() {
        return WRITE_BUFFERS * writeBufferBytes;
    }

    /** Returns the memory left for blocks, indexes and filters, in bytes. */
    long blockCacheBytes() {
        return memoryBytes - writeBuffersBytes();
    }
}
