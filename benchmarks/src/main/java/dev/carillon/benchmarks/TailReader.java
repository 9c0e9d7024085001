package dev.carillon.benchmarks;

import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.SigV4Signer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader of a live tail that only counts the lines, at the least possible cost for the machine.
 */
final class TailReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int HTTP_OK_END = 12;
    private static final byte[] LINE = "{\"Records\":[".getBytes(StandardCharsets.US_ASCII);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Socket socket;
    private final AtomicLong lines = new AtomicLong();
    private volatile long lastNanos;

    private TailReader(Socket socket) {
        this.socket = socket;
    }

    /** Opens a stream of a bucket's events; it has begun when this returns. */
    static TailReader open(StoredServer server, String bucket) throws IOException {
        URI url = URI.create(server.url());
        String query = "events=s3%3AObjectCreated%3A%2A&ping=30";
        var signed =
                new SigV4Signer(server.key(), "default", "s3", InstantSource.system())
                        .sign(
                                new RequestToSign(
                                        "GET",
                                        "/" + bucket,
                                        query,
                                        Map.of("host", url.getAuthority())),
                                new byte[0]);
        var head = new StringBuilder("GET /" + bucket + "?" + query + " HTTP/1.1\r\n");
        signed.fields().forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
        var socket = new Socket(url.getHost(), url.getPort());
        socket.getOutputStream()
                .write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        byte[] start = socket.getInputStream().readNBytes(HTTP_OK_END);
        if (!new String(start, StandardCharsets.US_ASCII).endsWith(" 200")) {
            throw new IOException(
                    "the tail is answered " + new String(start, StandardCharsets.US_ASCII));
        }
        var reader = new TailReader(socket);
        Thread.startVirtualThread(reader::read);
        return reader;
    }

    /** Returns when the last line came. */
    long lastNanos() {
        return lastNanos;
    }

    /** Waits until so many lines have come. */
    void await(long wanted) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (lines.get() < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(lines + " lines came of " + wanted);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
        }
    }

    private void read() {
        byte[] buffer = new byte[BUFFER_BYTES];
        int matched = 0;
        try (InputStream in = socket.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                long found = 0;
                for (int i = 0; i < count; i++) {
                    byte next = buffer[i];
                    matched = next == LINE[matched] ? matched + 1 : next == LINE[0] ? 1 : 0;
                    if (matched == LINE.length) {
                        matched = 0;
                        found++;
                    }
                }
                if (found > 0) {
                    lastNanos = System.nanoTime();
                    lines.addAndGet(found);
                }
            }
        } catch (IOException _) {
            // The reader was closed.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
