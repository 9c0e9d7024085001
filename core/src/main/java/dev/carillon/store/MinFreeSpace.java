package dev.carillon.store;

/** The amount of disk space that new data must leave free. */
public sealed interface MinFreeSpace {
    /** A fixed number of bytes, whatever the disk; 0 disables the guard. */
    record Bytes(long bytes) implements MinFreeSpace {
        @Override
        public long of(long total) {
            return bytes;
        }
    }

    /**
     * A share of the whole disk.
     *
     * @param percent 0 to 99
     */
    record Percent(int percent) implements MinFreeSpace {
        private static final int WHOLE = 100;

        public Percent {
            if (percent < 0 || percent >= WHOLE) {
                throw new IllegalArgumentException("not 0 to 99: " + percent);
            }
        }

        @Override
        public long of(long total) {
            return (long) ((double) total / WHOLE * percent);
        }
    }

    /** Returns the amount in bytes, for a disk of {@code total} bytes. */
    long of(long total);
}
