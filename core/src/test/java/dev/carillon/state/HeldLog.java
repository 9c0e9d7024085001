package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A log that can be held back at a write, or made to fail there. */
class HeldLog implements GroupLog {
    private final GroupLog log;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean failing;
    private volatile boolean full;
    private volatile OptionalLong recovered = OptionalLong.empty();

    HeldLog(GroupLog log) {
        this.log = log;
    }

    /** The next write waits. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** The write goes on. */
    void letGo() {
        gate.countDown();
    }

    /** The next write fails, as a sync that the disk refused. */
    void fail() {
        failing = true;
    }

    /** From now on nothing can be written or recovered, for want of room. */
    void fill() {
        full = true;
    }

    /** There is room again. */
    void makeRoom() {
        full = false;
    }

    /** The next recovery finds that stamp. */
    void recoverWith(long stamp) {
        recovered = OptionalLong.of(stamp);
    }

    private void demandRoom() {
        if (full) {
            throw NotWrittenException.missing(
                    "ordered: no room", FailedWrite.Missing.SPACE, new IOException("ordered"));
        }
    }

    /** How many writes were begun. */
    int writes() {
        return writes.get();
    }

    @Override
    public long lastStamp() {
        return log.lastStamp();
    }

    @Override
    public void begin() {
        log.begin();
    }

    @Override
    public void write(long lastStamp) {
        writes.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        demandRoom();
        if (failing) {
            throw new UncheckedIOException(new IOException("ordered failure"));
        }
        log.write(lastStamp);
    }

    @Override
    public long recover() {
        demandRoom();
        long found = log.recover();
        return recovered.orElse(found);
    }

    @Override
    public KeyState look(Key key) {
        return log.look(key);
    }

    @Override
    public void put(Key key, long stamp, byte[] value) {
        log.put(key, stamp, value);
    }

    @Override
    public void delete(Key key) {
        log.delete(key);
    }

    @Override
    public void deleteRange(Key from, Key to) {
        log.deleteRange(from, to);
    }
}
