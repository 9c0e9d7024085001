package dev.carillon.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Function;

/**
 * An object that is open for reading. Its attributes and its data are of one version, and do not
 * change if the object is changed or removed meanwhile. Not thread-safe; the caller closes it.
 */
public final class ObjectData implements AutoCloseable {
    private final StoredObject object;
    private final Pieces pieces;
    private final Function<DamagedExtentException, DamagedDataException> named;

    ObjectData(
            StoredObject object,
            Pieces pieces,
            Function<DamagedExtentException, DamagedDataException> named) {
        this.object = object;
        this.pieces = pieces;
        this.named = named;
    }

    /** Returns the object's attributes and placement. */
    public StoredObject object() {
        return object;
    }

    /**
     * Returns a range of the data as a stream; closing the stream closes this. The first block is
     * verified here, so that damage to it is known before an answer is sent. Every later block is
     * verified before the stream returns it.
     *
     * @throws IndexOutOfBoundsException if the object does not have these bytes
     * @throws DamagedDataException if the first block is damaged; the stream throws it for later
     *     blocks
     */
    public InputStream stream(long from, long length) {
        Objects.checkFromIndexSize(from, length, object.size());
        if (length > 0) {
            check(from);
        }
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

    /** Reads at least one byte, at most up to the end of the piece at the position. */
    private int read(long position, byte[] bytes, int offset, int length) {
        int n = readVerified(position, ByteBuffer.wrap(bytes, offset, length));
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

    private int readVerified(long position, ByteBuffer into) {
        try {
            return pieces.read(into, position);
        } catch (DamagedExtentException e) {
            throw named.apply(e);
        }
    }

    /**
     * Verifies the data at a position. On damage closes this, because the caller gets no stream to
     * close.
     */
    private void check(long position) {
        try {
            pieces.check(position);
        } catch (DamagedExtentException e) {
            close();
            throw named.apply(e);
        }
    }
}
