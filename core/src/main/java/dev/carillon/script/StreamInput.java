package dev.carillon.script;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Splits what a long-lived worker prints into lines. For one thread. */
final class StreamInput {
    private static final int CHUNK_BYTES = 64 << 10;

    /** The longest line that can be an answer. */
    static final int LONGEST_LINE = 64 << 10;

    private final Libc libc;
    private final int descriptor;
    private final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK_BYTES);
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    StreamInput(Libc libc, int descriptor) {
        this.libc = libc;
        this.descriptor = descriptor;
    }

    /** The state of the input after a reading. */
    enum Reading {
        OPEN,
        ENDED,
        TOO_LONG
    }

    /** Reads once and passes on each line that is complete. */
    Reading read(Consumer<String> lines) {
        int count = libc.read(descriptor, chunk);
        if (count <= 0) {
            return count == -Libc.EINTR ? Reading.OPEN : Reading.ENDED;
        }
        byte[] part = chunk.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (part[i] == '\n') {
                begun.write(part, from, i - from);
                lines.accept(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
                from = i + 1;
            }
        }
        begun.write(part, from, count - from);
        return begun.size() > LONGEST_LINE ? Reading.TOO_LONG : Reading.OPEN;
    }
}
