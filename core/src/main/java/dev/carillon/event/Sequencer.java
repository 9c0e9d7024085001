package dev.carillon.event;

import java.util.HexFormat;

/**
 * Orders the changes of one object: the stamp of the commit, which only ever rises and has no clock
 * in it.
 *
 * @param stamp the stamp of the commit that made the change
 */
public record Sequencer(long stamp) implements Comparable<Sequencer> {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @Override
    public int compareTo(Sequencer other) {
        return Long.compareUnsigned(stamp, other.stamp);
    }

    /** Sixteen upper-case hex digits: they compare as text the way the stamps compare. */
    @Override
    public String toString() {
        return HEX.toHexDigits(stamp);
    }
}
