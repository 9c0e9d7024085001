package dev.carillon.event;

import java.util.HexFormat;

/**
 * The position of a change among those of one object: the stamp of the commit, which only increases
 * and does not depend on a clock.
 *
 * @param stamp the stamp of the commit that made the change
 */
public record Sequencer(long stamp) implements Comparable<Sequencer> {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @Override
    public int compareTo(Sequencer other) {
        return Long.compareUnsigned(stamp, other.stamp);
    }

    /** Returns sixteen upper-case hex digits, which compare as text as the stamps do. */
    @Override
    public String toString() {
        return HEX.toHexDigits(stamp);
    }
}
