package dev.carillon.state;

/**
 * How much of the machine {@link RocksState} may take.
 *
 * @param memoryBytes native memory for blocks read and writes not yet in sorted files, together
 * @param writeBufferBytes of {@code memoryBytes}, one buffer of writes; two more may wait to be
 *     written out. The larger, the more deliveries are put and deleted again before they ever reach
 *     a sorted file
 * @param backgroundJobs threads that write out and compact
 */
public record RocksSettings(long memoryBytes, long writeBufferBytes, int backgroundJobs) {
    private static final long MIB = 1 << 20;

    public RocksSettings {
        if (writeBufferBytes < MIB || memoryBytes < 4 * writeBufferBytes || backgroundJobs < 1) {
            throw new IllegalArgumentException(
                    "a write buffer of at least 1 MiB, memory for four of them, and one background"
                            + " job are needed");
        }
    }

    /** 256 MiB, of which write buffers of 64 MiB; 2 background jobs. */
    public static RocksSettings defaults() {
        return new RocksSettings(256 * MIB, 64 * MIB, 2);
    }
}
