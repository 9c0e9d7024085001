package dev.carillon.http;

/** The bytes asked for are not there. */
public final class RangeException extends RuntimeException {
    private final long size;

    /** Of something of this size. */
    public RangeException(long size) {
        super("the range begins after the end, which is at " + size, null, false, false);
        this.size = size;
    }

    /** How many bytes there are. */
    public long size() {
        return size;
    }
}
