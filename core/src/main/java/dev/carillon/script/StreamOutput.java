package dev.carillon.script;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Queue;
import java.util.function.ObjLongConsumer;

/**
 * The lines on their way to a long-lived worker: as many as fit are written at once. For one
 * thread.
 */
final class StreamOutput {
    private static final int BYTES = 64 << 10;
    private static final byte[] NONE = {};
    private static final int PATIENCE_MILLIS = 100;

    private final Libc libc;
    private final int descriptor;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BYTES);
    private int filled;
    private byte[] line = NONE;
    private int copied;
    private long taken;
    private long given;

    /**
     * Creates the output.
     *
     * @param descriptor the end of a pipe; writing to it does not block
     */
    StreamOutput(Libc libc, int descriptor) {
        this.libc = libc;
        this.descriptor = descriptor;
    }

    /**
     * Takes entries while there is room.
     *
     * @param opened gets each of them, and the place at which its line begins
     */
    void fill(Queue<StreamEntry> entries, ObjLongConsumer<StreamEntry> opened) {
        while (true) {
            copy();
            if (copied < line.length) {
                return;
            }
            StreamEntry next = entries.poll();
            if (next == null) {
                return;
            }
            opened.accept(next, taken);
            line = next.line();
            copied = 0;
        }
    }

    private void copy() {
        int part = Math.min(BYTES - filled, line.length - copied);
        MemorySegment.copy(line, copied, buffer, ValueLayout.JAVA_BYTE, filled, part);
        filled += part;
        copied += part;
        taken += part;
    }

    /** Returns whether it takes more. */
    boolean hasRoom() {
        return filled < BYTES;
    }

    /** Returns whether there is anything to be written. */
    boolean pending() {
        return filled > 0;
    }

    /** Writes what the worker takes at present; returns false if it reads no more. */
    boolean write() {
        int written = libc.write(descriptor, buffer.asSlice(0, filled));
        if (written < 0) {
            return written == -Libc.EAGAIN || written == -Libc.EINTR;
        }
        filled -= written;
        given += written;
        MemorySegment.copy(buffer, written, buffer, 0, filled);
        return true;
    }

    /** Returns whether the worker was given a part of the line that begins at this place. */
    boolean begun(long place) {
        return given > place;
    }

    /**
     * Counts what is left in the pipe as not given, unless a process can still read it. Call it
     * after the worker's end and before the pipe is closed.
     */
    void takeBack() {
        try (Arena arena = Arena.ofConfined()) {
            var readers = new Polled(libc, arena, descriptor);
            readers.await(0, descriptor, 0); // ready if and only if nobody reads
            if (readers.ready(PATIENCE_MILLIS)) {
                given -= libc.unread(descriptor);
            }
        }
    }
}
