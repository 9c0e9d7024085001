package dev.carillon.state;

import java.util.Arrays;

/** How a commit ended, where it is known. */
public sealed interface CommitResult {
    /**
     * All of it happened, and is durable.
     *
     * @param stamp the stamp every value of the commit carries
     * @param numbers the numbers drawn, by {@link Hole.Next#index()}
     */
    record Committed(long stamp, long[] numbers) implements CommitResult {
        /** The number that filled a hole of this commit. */
        public long number(Hole.Next hole) {
            return numbers[hole.index()];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Committed committed
                    && stamp == committed.stamp
                    && Arrays.equals(numbers, committed.numbers);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(stamp) * 31 + Arrays.hashCode(numbers);
        }

        @Override
        public String toString() {
            return "Committed[stamp=" + stamp + ", numbers=" + Arrays.toString(numbers) + "]";
        }
    }

    /**
     * A check failed and nothing happened: read again, and decide again.
     *
     * @param key whose check failed
     */
    record Conflict(Key key) implements CommitResult {}
}
