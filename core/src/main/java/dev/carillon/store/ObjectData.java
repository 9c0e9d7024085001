package dev.carillon.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * An object, open for reading: what it says and what it holds are of one version, and stay so even
 * if the object is changed or removed meanwhile. For one thread; the caller closes it.
 */
public final class ObjectData implements AutoCloseable {
    private final StoredObject object;
    private final Pieces pieces;

    ObjectData(StoredObject object, Pieces pieces) {
        this.object = object;
        this.pieces = pieces;
    }

    /** What is known of the object. */
    public StoredObject object() {
        return object;
    }

    /**
     * A piece of the data as a stream; closing the stream closes this.
     *
     * @throws IndexOutOfBoundsException when the object does not have these bytes
     */
    public InputStream stream(long from, long length) {
        Objects.checkFromIndexSize(from, length, object.size());
        return new InputStream() {
            private long at = from;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) {
                if (count == 0) {
                    return 0;
                }
                long left = from + length - at;
                if (left == 0) {
                    return -1;
                }
                int n = ObjectData.this.read(at, bytes, offset, (int) Math.min(count, left));
                at += n;
                return n;
            }

            @Override
            public void close() {
                ObjectData.this.close();
            }
        };
    }

    @Override
    public void close() {
        pieces.close();
    }

    /** Reads at least one byte; the piece the position is in decides how many. */
    private int read(long position, byte[] bytes, int offset, int length) {
        int n = pieces.read(ByteBuffer.wrap(bytes, offset, length), position);
        if (n <= 0) {
            throw new IllegalStateException(
                    "the data of "
                            + object.key()
                            + " ends at "
                            + position
                            + " of "
                            + object.size());
        }
        return n;
    }
}
