package dev.carillon.http;

/** Thrown if the requested bytes are not there. */
public final class RangeException extends RuntimeException {
    private final long size;

    /** Creates a range error for an object of {@code size} bytes. */
    public RangeException(long size) {
        super("the range begins after the end, which is at " + size, null, false, false);
        this.size = size;
    }

    /** Returns the size of the object in bytes. */
    public long size() {
        return size;
    }
}
