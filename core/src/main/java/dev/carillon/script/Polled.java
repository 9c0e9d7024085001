package dev.carillon.script;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The descriptors that one thread waits for at once. Not thread-safe. */
final class Polled {
    private static final int STRUCT_BYTES = 8;
    private static final int EVENTS_AT = 4;
    private static final int RESULTS_AT = 6;
    private static final int NOTHING = -1;

    private final Libc libc;
    private final MemorySegment structs;
    private final int count;

    /** Creates the set of descriptors that become readable, in order. */
    Polled(Libc libc, Arena arena, int... readable) {
        this.libc = libc;
        this.count = readable.length;
        structs = arena.allocate((long) count * STRUCT_BYTES, STRUCT_BYTES);
        for (int i = 0; i < count; i++) {
            await(i, readable[i], Libc.POLLIN);
        }
    }

    /** Waits for another descriptor, or for something else, at this place. */
    void await(int index, int descriptor, int event) {
        structs.set(ValueLayout.JAVA_INT, at(index), descriptor);
        structs.set(ValueLayout.JAVA_SHORT, at(index) + EVENTS_AT, (short) event);
        structs.set(ValueLayout.JAVA_SHORT, at(index) + RESULTS_AT, (short) 0);
    }

    /** Waits no more for the descriptor at this place. */
    void ignore(int index) {
        await(index, NOTHING, 0);
    }

    /**
     * Waits until one is ready.
     *
     * @param millis at most
     * @return whether one is ready
     */
    boolean ready(int millis) {
        return libc.poll(structs, count, millis) > 0;
    }

    /** Returns whether this one was ready, or at its end, after the last wait. */
    boolean isReady(int index) {
        return structs.get(ValueLayout.JAVA_SHORT, at(index) + RESULTS_AT) != 0;
    }

    private static long at(int index) {
        return (long) index * STRUCT_BYTES;
    }
}
