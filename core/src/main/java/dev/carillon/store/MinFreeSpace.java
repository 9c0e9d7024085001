package dev.carillon.store;

/** How much of the disk no new data may take. */
public sealed interface MinFreeSpace {
    /** The same on any disk; 0 switches the guard off. */
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

    /** In bytes, on a disk of this many. */
    long of(long total);
}
