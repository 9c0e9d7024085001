package dev.carillon.state;

import java.util.Arrays;

/** The result of a commit whose outcome is known. */
public sealed interface CommitResult {
    /**
     * A commit that happened and is durable.
     *
     * @param stamp the stamp that every value of the commit carries
     * @param numbers the numbers drawn, by {@link Hole.Next#index()}
     */
    record Committed(long stamp, long[] numbers) implements CommitResult {
        /** Returns the number that filled a hole of this commit. */
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
     * A commit that did not happen because a check failed: the caller reads and decides again.
     *
     * @param key the key whose check failed
     */
    record Conflict(Key key) implements CommitResult {}
}
