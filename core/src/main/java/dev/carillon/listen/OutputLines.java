package dev.carillon.listen;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The lines that a process prints, without colours. A thread of its own reads them, so the process
 * never waits for whoever looks at them: of more than 10,000 unread lines the newest are dropped,
 * and so is what a line has beyond 4 KiB.
 */
final class OutputLines {
    private static final int MAX_LINES = 10_000;
    private static final int MAX_LINE_BYTES = 4_096;
    private static final String COLOUR = "\u001b\\[[0-9;?]*[A-Za-z]";

    private final InputStream from;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_LINES);
    private final CountDownLatch ended = new CountDownLatch(1);

    private OutputLines(InputStream from) {
        this.from = from;
    }

    /** Starts to read; the thread ends with the stream. */
    static OutputLines reading(InputStream from, String name) {
        var lines = new OutputLines(from);
        Thread.ofPlatform().daemon().name(name).start(lines::read);
        return lines;
    }

    /** Returns the next line; empty if none came within the time. */
    Optional<String> next(Duration time) throws InterruptedException {
        return Optional.ofNullable(lines.poll(time.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Returns whether the stream ended and every line was taken. */
    boolean exhausted() {
        return ended.getCount() == 0 && lines.isEmpty();
    }

    private void read() {
        try (var in = new BufferedInputStream(from)) {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n' || next == '\r') {
                    add(line);
                } else if (line.size() < MAX_LINE_BYTES) {
                    line.write(next);
                }
            }
            add(line);
        } catch (IOException _) {
            // The process was ended: its output is over.
        } finally {
            ended.countDown();
        }
    }

    private void add(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8).replaceAll(COLOUR, "").stripTrailing();
        line.reset();
        if (!text.isEmpty()) {
            boolean _ = lines.offer(text);
        }
    }
}
