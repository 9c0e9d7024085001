package dev.carillon.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Accepts POSTs as fast as possible and answers 200: an endpoint that costs next to nothing. Run as
 * a program, it prints its port and ends with its standard input.
 */
final class Sink implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String LENGTH = "content-length:";

    private final ServerSocket server;
    private final Thread.Builder threads;
    private final Consumer<byte[]> taker;

    private Sink(Thread.Builder threads, Consumer<byte[]> taker) throws IOException {
        this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        this.threads = threads;
        this.taker = taker;
    }

    static Sink start() throws IOException {
        return new Sink(Thread.ofVirtual(), _ -> {}).listening();
    }

    /**
     * Starts a sink that passes each body to {@code taker} before it is answered. It uses platform
     * threads, so that it does not queue behind the work that is measured.
     */
    static Sink showing(Consumer<byte[]> taker) throws IOException {
        return new Sink(Thread.ofPlatform().daemon(), taker).listening();
    }

    private Sink listening() {
        threads.start(this::accept);
        return this;
    }

    public static void main(String[] args) throws IOException {
        try (var sink = start()) {
            System.out.println(sink.url());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** A sink in a process of its own. */
    record Apart(Process process, String url) implements AutoCloseable {
        static Apart start() throws IOException {
            Process process = Child.of(List.of("-Xmx128m"), Sink.class).start();
            return new Apart(process, process.inputReader().readLine());
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                threads.start(() -> serve(socket));
            }
        } catch (IOException _) {
            // The socket was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream(), 16_384);
            var out = socket.getOutputStream();
            for (int length = head(in); length >= 0; length = head(in)) {
                taker.accept(in.readNBytes(length));
                out.write(ANSWER);
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    /** Reads the lines up to the body; returns its length, or -1 at the end of the connection. */
    private static int head(InputStream in) throws IOException {
        int length = -1;
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String text = line.toString().strip();
            if (text.isEmpty()) {
                return Math.max(length, 0);
            }
            if (text.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(text.substring(LENGTH.length()).strip());
            }
            line.setLength(0);
        }
        return -1;
    }
}
