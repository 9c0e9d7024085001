package dev.carillon.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The baseline: the least that any durable commit costs. One thread appends the waiting records to
 * a file and calls {@code fdatasync} once for all, then wakes the callers. It has no order, no
 * reads and no checks.
 */
final class PlainLog implements AutoCloseable {
    private static final int MAX_RECORDS = 512;
    private static final int BUFFER_BYTES = 9 << 20;

    private static final class Pending {
        private final byte[][] parts;
        private final Thread caller = Thread.currentThread();
        private volatile boolean durable;

        private Pending(byte[][] parts) {
            this.parts = parts;
        }
    }

    private final FileChannel file;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Thread thread = Thread.ofPlatform().name("plain-log").unstarted(this::run);
    private volatile boolean closing;

    private PlainLog(FileChannel file) {
        this.file = file;
    }

    static PlainLog open(Path path) throws IOException {
        var log =
                new PlainLog(
                        FileChannel.open(
                                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
        log.thread.start();
        return log;
    }

    /** Appends the parts, each after its length, and returns when they are durable. */
    void append(byte[]... parts) {
        var pending = new Pending(parts);
        queue.add(pending);
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
        while (!pending.durable) {
            LockSupport.park(this);
        }
    }

    private void run() {
        var group = new ArrayList<Pending>();
        while (true) {
            for (var next = queue.poll(); next != null; next = queue.poll()) {
                group.add(next);
                if (group.size() == MAX_RECORDS) {
                    break;
                }
            }
            if (!group.isEmpty()) {
                write(group);
                group.clear();
            } else if (closing) {
                return;
            } else {
                rest();
            }
        }
    }

    private void rest() {
        idle.set(true);
        if (queue.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        idle.set(false);
    }

    private void write(List<Pending> group) {
        buffer.clear();
        for (Pending pending : group) {
            for (byte[] part : pending.parts) {
                buffer.putInt(part.length).put(part);
            }
        }
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Pending pending : group) {
            pending.durable = true;
            LockSupport.unpark(pending.caller);
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        LockSupport.unpark(thread);
        while (thread.isAlive()) {
            LockSupport.parkNanos(1_000_000);
        }
        file.close();
    }
}
