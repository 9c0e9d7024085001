package dev.carillon.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Function;

/**
 * An object, open for reading: what it says and what it holds are of one version, and stay so even
 * if the object is changed or removed meanwhile. For one thread; the caller closes it.
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

    /** What is known of the object. */
    public StoredObject object() {
        return object;
    }

    /**
     * A piece of the data as a stream; closing the stream closes this. The beginning is verified
     * here, so that damage to it is known before anything is answered; every later block is
     * verified before the stream hands it on.
     *
     * @throws IndexOutOfBoundsException when the object does not have these bytes
     * @throws DamagedDataException when the beginning is damaged; so does the stream later on
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

    /** Reads at least one byte; the piece the position is in decides how many. */
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

    /** The caller gets no stream to close, so this is closed at once. */
    private void check(long position) {
        try {
            pieces.check(position);
        } catch (DamagedExtentException e) {
            close();
            throw named.apply(e);
        }
    }
}
