package dev.carillon.store;

import dev.carillon.state.Disk;

import java.nio.ByteBuffer;

/** Data in memory, read through the interface of a file. */
record InlineReading(ByteBuffer data) implements Disk.Reading {
    @Override
    public int read(ByteBuffer into, long position) {
        if (position >= data.limit()) {
            return -1;
        }
        int n = Math.min(into.remaining(), data.limit() - (int) position);
        into.put(data.slice((int) position, n));
        return n;
    }

    @Override
    public long size() {
        return data.limit();
    }

    @Override
    public void close() {}
}
