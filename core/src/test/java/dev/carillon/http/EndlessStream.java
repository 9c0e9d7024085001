package dev.carillon.http;

import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Yields zeros without end. */
final class EndlessStream extends InputStream {
    final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public int read() {
        return 0;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        return length;
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
