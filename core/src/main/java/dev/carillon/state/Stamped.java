package dev.carillon.state;

import java.util.Arrays;

/**
 * A value and the stamp of the commit that wrote it.
 *
 * @param value not a copy; must not be modified
 */
public record Stamped(byte[] value, long stamp) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Stamped stamped
                && stamp == stamped.stamp
                && Arrays.equals(value, stamped.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value) * 31 + Long.hashCode(stamp);
    }

    @Override
    public String toString() {
        return Key.of(value) + "@" + stamp;
    }
}
