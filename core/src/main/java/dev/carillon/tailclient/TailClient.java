package dev.carillon.tailclient;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.SigV4Signer;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a live tail and connects again, behind the last line, whenever the stream breaks. An event
 * counts as read when the listener has returned; so nothing is missed, and within one run nothing
 * comes twice.
 *
 * <p>One thread calls {@link #run}; {@link #close} may be called by any.
 */
public final class TailClient implements AutoCloseable {
    private static final long PING_SECONDS = 5;

    /** The time without any byte after which a connection counts as dead. */
    private static final Duration SILENCE = Duration.ofSeconds(4 * PING_SECONDS);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final String SLOW_DOWN = "SlowDown";
    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

    private final HttpClient client;
    private final URI server;
    private final SigV4Signer signer;
    private final TailTarget target;
    private final AtomicReference<Optional<InputStream>> open =
            new AtomicReference<>(Optional.empty());
    private volatile boolean closed;
    private volatile long byteNanos;
    private volatile String cursor;
    private boolean everConnected;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** Thrown if the server answers that it is busy or stopping; a later attempt may succeed. */
    private static final class BusyServerException extends IOException {
        private static final long serialVersionUID = 1;

        private BusyServerException(String message) {
            super(message);
        }
    }

    /**
     * Creates a reader that begins at the target's start.
     *
     * @param client not closed by this
     * @param server the address of the S3 port
     */
    public TailClient(HttpClient client, URI server, AccessKey key, TailTarget target) {
        this(client, server, key, target, "");
    }

    /**
     * Creates a reader that goes on behind a cursor.
     *
     * @param cursor an empty text means the target's start
     */
    public TailClient(
            HttpClient client, URI server, AccessKey key, TailTarget target, String cursor) {
        this.client = client;
        this.server = ServerAddress.withoutDefaultPort(server);
        this.signer = new SigV4Signer(key, "us-east-1", "s3", InstantSource.system());
        this.target = target;
        this.cursor = cursor;
    }

    /** Returns the cursor behind everything that was read; empty if nothing was. */
    public String cursor() {
        return cursor;
    }

    /**
     * Reads until this is closed.
     *
     * @throws TailRefusedException if the server refuses, or ends the stream for a reason that
     *     stays
     * @throws IOException if the server cannot be reached at the first attempt; a server that is
     *     busy or stopping is tried again
     */
    public void run(TailListener listener) throws TailRefusedException, IOException {
        while (!closed) {
            String why = "the server ended the stream";
            try {
                read(listener);
            } catch (IOException e) {
                if (!everConnected && !closed && !(e instanceof BusyServerException)) {
                    throw e;
                }
                why = e.getMessage() == null ? e.toString() : e.getMessage();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!closed) {
                listener.broken(why, pauseMillis);
                pause();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }

    private void read(TailListener listener)
            throws IOException, InterruptedException, TailRefusedException {
        HttpResponse<InputStream> answer =
                client.send(request(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            open.set(Optional.of(body));
            if (answer.statusCode() != OK) {
                refused(answer.statusCode(), body);
            }
            everConnected = true;
            listener.connected();
            byteNanos = System.nanoTime();
            Thread watch = Thread.startVirtualThread(this::watch);
            try {
                lines(body, listener);
            } finally {
                watch.interrupt();
            }
        } finally {
            open.set(Optional.empty());
        }
    }

    private void lines(InputStream body, TailListener listener)
            throws IOException, TailRefusedException {
        var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !closed) {
            byteNanos = Long.MAX_VALUE;
            take(line.strip(), listener);
            byteNanos = System.nanoTime();
            line = lines.readLine();
        }
    }

    private void take(String line, TailListener listener) throws IOException, TailRefusedException {
        if (line.isEmpty()) {
            return;
        }
        JsonNode document = parsed(line);
        JsonNode error = document.path("error");
        if (error.isObject()) {
            String code = error.path("code").asString("");
            String message =
                    "the server ended the stream (%s): %s"
                            .formatted(code, error.path("message").asString(""));
            if (code.equals(SLOW_DOWN)) {
                throw new BusyServerException(message);
            }
            throw new TailRefusedException(message);
        }
        String next = document.path("cursor").asString("");
        if (next.isEmpty()) {
            throw new TailRefusedException(
                    "the server at "
                            + server
                            + " sends no cursors, so it is not Carillon: use its own client");
        }
        if (document.path("Records").isArray()) {
            listener.event(new TailLine(line, document, next));
        }
        cursor = next;
        pauseMillis = FIRST_PAUSE_MILLIS;
    }

    private static JsonNode parsed(String line) throws IOException {
        try {
            return JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw new IOException("a line was cut off", e);
        }
    }

    private HttpRequest request() {
        String query = target.query(cursor, PING_SECONDS);
        var signed =
                signer.sign(
                        new RequestToSign(
                                "GET", target.path(), query, Map.of("host", server.getAuthority())),
                        new byte[0]);
        var request =
                HttpRequest.newBuilder(URI.create(server + target.path() + "?" + query))
                        .timeout(ANSWER_LIMIT);
        signed.fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        return request.build();
    }

    private void refused(int status, InputStream body) throws IOException, TailRefusedException {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        String code = found(CODE, text);
        String message =
                "%s answered %d%s: %s"
                        .formatted(
                                server,
                                status,
                                code.isEmpty() ? "" : " " + code,
                                found(MESSAGE, text));
        if (status == UNAVAILABLE) {
            throw new BusyServerException("the server is busy or stopping: " + message);
        }
        if (status >= SERVER_ERROR) {
            throw new IOException(message);
        }
        throw new TailRefusedException(message);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1).replace("&quot;", "\"").replace("&amp;", "&") : "";
    }

    /** Ends the connection when nothing has come for too long. */
    private void watch() {
        try {
            while (System.nanoTime() - byteNanos < SILENCE.toNanos()) {
                TimeUnit.SECONDS.sleep(1);
            }
            drop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void drop() {
        open.get()
                .ifPresent(body -> {
                    try {
                        body.close();
                    } catch (IOException _) {
                        // The connection is gone in any case.
                    }
                });
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
    }
}
