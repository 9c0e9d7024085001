package dev.carillon.script;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** A run of a program: reads what it prints until it ends. For one thread. */
final class NativeRun {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int OUTPUT = 0;
    private static final int PROCESS = 1;
    private static final int MOST_AFTER_END = 16; // chunks, more than a pipe holds
    private static final int AT_ONCE = 0;

    private static final ThreadLocal<MemorySegment> CHUNKS =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CHUNK_BYTES));

    private final Libc libc;
    private final ProcessGroup group;
    private final int output;
    private final Launcher.OutputSink sink;
    private final MemorySegment chunk = CHUNKS.get();
    private final OutputTail tail = new OutputTail();
    private boolean printing = true;
    private boolean timedOut;

    /**
     * Creates the run.
     *
     * @param output the end of a pipe into which the program prints
     */
    NativeRun(Libc libc, ProcessGroup group, int output, Launcher.OutputSink sink) {
        this.libc = libc;
        this.group = group;
        this.output = output;
        this.sink = sink;
    }

    /** Waits for the end of the program, and ends it after the limit. */
    Ended toEnd(Duration limit) {
        try (Arena arena = Arena.ofConfined()) {
            var polled = new Polled(libc, arena, output, group.handle());
            var deadline = Deadline.after(limit);
            while (!over(polled, deadline.millis())) {
                if (deadline.passed()) {
                    deadline = end();
                }
            }
            group.endRest();
            readRest(polled);
        }
        int status = group.finish();
        return new Ended(how(status), tail.bytes(), tail.total());
    }

    /** Asks the group to end; made to end the next time. */
    private Deadline end() {
        group.signal(timedOut ? Libc.SIGKILL : Libc.SIGTERM);
        timedOut = true;
        return Deadline.after(Launcher.PATIENCE);
    }

    private Ended.How how(int status) {
        if (group.stopped()) {
            return new Ended.How.Stopped();
        }
        return timedOut ? new Ended.How.TimedOut() : Ended.How.of(status);
    }

    /** Waits for output or the end, reads the output, and returns whether the program has ended. */
    private boolean over(Polled polled, int millis) {
        if (!polled.ready(millis)) {
            return false;
        }
        if (polled.isReady(OUTPUT)) {
            read(polled);
        }
        return polled.isReady(PROCESS);
    }

    /** Reads what is in the pipe already; a process outside of the group may keep it open. */
    private void readRest(Polled polled) {
        for (int i = 0; printing && i < MOST_AFTER_END; i++) {
            if (!polled.ready(AT_ONCE) || !polled.isReady(OUTPUT)) {
                return;
            }
            read(polled);
        }
    }

    private void read(Polled polled) {
        int count = libc.read(output, chunk);
        if (count > 0) {
            tail.add(chunk, count);
            pass(count);
        } else if (count != -Libc.EINTR) {
            printing = false;
            polled.ignore(OUTPUT);
        }
    }

    private void pass(int count) {
        if (sink.wants()) {
            sink.take(chunk.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
