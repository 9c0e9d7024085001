package dev.carillon.tail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reader's side of a tail: keeps the lines, and can stop reading or leave. */
final class Lines extends OutputStream {
    private static final Pattern CURSOR =
            Pattern.compile("\"cursor\":\"([0-9A-F]{16})\\.[0-9a-z]+\"}");

    private final List<Long> stamps = new ArrayList<>();
    private final CountDownLatch go;
    private final int leaveAfter;
    private final StringBuilder rest = new StringBuilder();
    private String last = "";
    private int largestWrite;

    private Lines(int leaveAfter, CountDownLatch go) {
        this.leaveAfter = leaveAfter;
        this.go = go;
    }

    /** Reads everything. */
    static Lines reading() {
        return new Lines(Integer.MAX_VALUE, new CountDownLatch(0));
    }

    /** Reads a number of events, then leaves. */
    static Lines leavingAfter(int events) {
        return new Lines(events, new CountDownLatch(0));
    }

    /** Reads nothing behind the first line before a signal. */
    static Lines waitingFor(CountDownLatch signal) {
        return new Lines(Integer.MAX_VALUE, signal);
    }

    @Override
    public void write(int one) {
        throw new IllegalStateException("one byte at a time");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (this) {
            largestWrite = Math.max(largestWrite, length);
            rest.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
            for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
                take(rest.substring(0, end).strip());
                rest.delete(0, end + 1);
            }
            if (stamps.size() >= leaveAfter) {
                throw new IOException("the reader left");
            }
        }
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void take(String line) {
        last = line;
        Matcher matcher = CURSOR.matcher(line);
        if (matcher.find() && !line.startsWith("{\"Records\":null")) {
            stamps.add(Long.parseLong(matcher.group(1), 16));
        }
    }

    /** Returns the stamps of the events in the order of the lines. */
    synchronized List<Long> stamps() {
        return List.copyOf(stamps);
    }

    /** Returns the bytes of the largest write. */
    synchronized int largestWrite() {
        return largestWrite;
    }

    /** Returns the last line. */
    synchronized String last() {
        return last;
    }
}
