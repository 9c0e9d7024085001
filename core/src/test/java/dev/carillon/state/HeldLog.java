package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A log whose writes can be held back or made to fail. */
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

    /** Holds back the next write. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** Releases the write. */
    void letGo() {
        gate.countDown();
    }

    /** Makes the next write fail, like a failed sync. */
    void fail() {
        failing = true;
    }

    /** Makes every write and recovery fail from now on, because the disk is full. */
    void fill() {
        full = true;
    }

    /** Ends the lack of room. */
    void makeRoom() {
        full = false;
    }

    /** Makes the next recovery find that stamp. */
    void recoverWith(long stamp) {
        recovered = OptionalLong.of(stamp);
    }

    private void demandRoom() {
        if (full) {
            throw NotWrittenException.missing(
                    "ordered: no room", FailedWrite.Missing.SPACE, new IOException("ordered"));
        }
    }

    /** Returns the number of writes begun. */
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
