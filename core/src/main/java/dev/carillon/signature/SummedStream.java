package dev.carillon.signature;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Computes checksums of the data that is read through it. Not thread-safe. */
public final class SummedStream extends FilterInputStream {
    private final Checksums sums;

    /** Reads {@code in} and adds to {@code sums}. */
    public SummedStream(InputStream in, Checksums sums) {
        super(in);
        this.sums = sums;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n > 0) {
            sums.update(bytes, offset, n);
        }
        return n;
    }
}
