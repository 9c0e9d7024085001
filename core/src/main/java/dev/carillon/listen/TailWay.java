package dev.carillon.listen;

import dev.carillon.event.ObjectEvent;
import dev.carillon.format.B2Events;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Percent;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;
import dev.carillon.tailclient.ServerAddress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A way in without tunnel and without changing a rule: pulls the events of a Carillon server by its
 * live tail, and writes them as the B2 messages that a rule would send. After a cut it goes on
 * behind the last event that was kept, so none is missing and none comes twice.
 */
public final class TailWay implements WayIn {
    private static final int PING_SECONDS = 5;
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final String CURSOR_EXPIRED = "CursorExpired";

    private final Source source;
    private final Wanted wanted;
    private final Inbox inbox;
    private final ListenLog log;
    private final Consumer<ListenException> fatal;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("listen-watch").daemon().factory());
    private final Thread thread;
    private final List<String> names;
    private volatile boolean closed;
    private volatile Optional<InputStream> stream = Optional.empty();
    private volatile long lastLine = System.nanoTime();
    private Optional<String> cursor = Optional.empty();
    private Optional<Instant> kept = Optional.empty();
    private boolean cut;

    /**
     * Where events are pulled from.
     *
     * @param s3 the address of the server's S3 port, without a slash at its end
     * @param http sends the calls; the caller closes it
     */
    public record Source(URI s3, AccessKey key, HttpClient http) {
        public Source {
            s3 = ServerAddress.withoutDefaultPort(s3);
        }
    }

    /**
     * Which events are pulled, and how they are written.
     *
     * @param rule its name in the messages
     * @param types event types as a B2 rule has them
     * @param local the local service, for messages of the log
     */
    public record Wanted(
            String bucket,
            String rule,
            List<String> types,
            String prefix,
            List<Target.Header> headers,
            Optional<Secret> secret,
            String local) {}

    /** Thrown if the server refuses the tail, so that trying again is of no use. */
    private static final class RefusedTailException extends Exception {
        private static final long serialVersionUID = 1L;

        private RefusedTailException(String message) {
            super(message);
        }
    }

    /**
     * Creates a way in.
     *
     * @param fatal gets the reason if events cannot arrive any more
     * @throws ListenException if B2 has no such event types
     */
    TailWay(
            Source source,
            Wanted wanted,
            Inbox inbox,
            ListenLog log,
            Consumer<ListenException> fatal) {
        this.source = source;
        this.wanted = wanted;
        this.names = TailLine.names(wanted.types());
        this.inbox = inbox;
        this.log = log;
        this.fatal = fatal;
        this.thread = Thread.ofPlatform().name("listen-tail").daemon().unstarted(this::run);
    }

    @Override
    public void start() {
        var _ = watch.scheduleWithFixedDelay(this::endSilence, 1, 1, TimeUnit.SECONDS);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        watch.shutdownNow();
        thread.interrupt();
        stream.ifPresent(TailWay::closeQuietly);
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            Optional<String> before = cursor;
            try {
                follow();
            } catch (RefusedTailException e) {
                fatal.accept(new ListenException(String.valueOf(e.getMessage()), e));
                return;
            } catch (IOException | RuntimeException e) {
                tellCut(e);
            } catch (InterruptedException _) {
                return;
            }
            pause = before.equals(cursor) ? longer(pause) : FIRST_PAUSE;
            if (!slept(pause)) {
                return;
            }
        }
    }

    private void follow() throws IOException, InterruptedException, RefusedTailException {
        HttpResponse<InputStream> answer = open();
        try (var body = answer.body()) {
            stream = Optional.of(body);
            if (answer.statusCode() != 200) {
                refused(answer.statusCode(), text(body));
                return;
            }
            tellReady();
            var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                lastLine = System.nanoTime();
                if (!line.isBlank()) {
                    take(TailLine.read(line));
                }
            }
            if (!closed) {
                throw new IOException("the server ended the answer");
            }
        } finally {
            stream = Optional.empty();
        }
    }

    private void take(TailLine line) throws IOException, RefusedTailException {
        if (line.error().isPresent()) {
            ended(line.error().get());
            return;
        }
        for (ObjectEvent event : line.events()) {
            inbox.take(message(event));
            kept = Optional.of(event.change().time());
        }
        cursor = line.cursor();
    }

    /** Writes an event as the rule would send it. */
    private InboundMessage message(ObjectEvent event) {
        Message written = new B2Events().write(event, wanted.rule(), "");
        var headers = new TreeMap<String, String>();
        written.headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.put("content-type", written.contentType());
        wanted.headers()
                .forEach(header ->
                        headers.put(header.name().toLowerCase(Locale.ROOT), header.value()));
        wanted.secret()
                .ifPresent(secret ->
                        headers.put(
                                B2Signature.HEADER.toLowerCase(Locale.ROOT),
                                B2Signature.of(secret, written.body())));
        return new InboundMessage(headers, written.body());
    }

    private HttpResponse<InputStream> open() throws IOException, InterruptedException {
        String path = "/" + Percent.encode(wanted.bucket());
        String query = query();
        var headers = Map.of("host", source.s3().getAuthority());
        var signed =
                new SigV4Signer(source.key(), "default", "s3", InstantSource.system())
                        .sign(new RequestToSign("GET", path, query, headers), new byte[0]);
        var request = HttpRequest.newBuilder(URI.create(source.s3() + path + "?" + query));
        signed.fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        lastLine = System.nanoTime();
        return source.http()
                .send(request.timeout(SILENCE).GET().build(), BodyHandlers.ofInputStream());
    }

    private String query() {
        String events =
                names.stream()
                        .map(name -> "events=" + Percent.encode(name))
                        .collect(Collectors.joining("&"));
        String prefix =
                wanted.prefix().isEmpty() ? "" : "&prefix=" + Percent.encode(wanted.prefix());
        String after =
                cursor.map(text -> "&cursor=" + Percent.encode(text))
                        .or(() -> kept.map(time -> "&since=" + Percent.encode(time.toString())))
                        .orElse("");
        return events + prefix + "&ping=" + PING_SECONDS + after;
    }

    private void refused(int status, String body) throws IOException, RefusedTailException {
        if (status == 410) {
            forget();
        } else if (status == 429 || status >= 500) {
            throw new IOException("answer " + status);
        } else {
            throw new RefusedTailException(
                    "The events of bucket \"%s\" cannot be pulled from %s (answer %d): %s"
                            .formatted(wanted.bucket(), source.s3(), status, body));
        }
    }

    private void ended(TailLine.Ending ending) throws IOException, RefusedTailException {
        switch (ending.code()) {
            case CURSOR_EXPIRED -> forget();
            case "AccessDenied", "NoSuchBucket" ->
                    throw new RefusedTailException(
                            "The server ended the tail of bucket \"%s\": %s"
                                    .formatted(wanted.bucket(), ending.message()));
            default -> throw new IOException(ending.message());
        }
    }

    /** Begins at the time of the last event; the journal drops those that it has already. */
    private void forget() {
        log.error(
                "The cut was too long: the server does not have all events of it any more"
                        + " (its setting retention). Going on with the first one that it has");
        cursor = Optional.empty();
    }

    private void tellReady() {
        if (cursor.isEmpty() || cut) {
            log.info("Ready to deliver events to " + wanted.local());
        }
        cut = false;
    }

    private void tellCut(Exception e) {
        if (!closed && !cut) {
            cut = true;
            log.warning(
                    "The connection to %s is cut (%s): trying again, and going on where it was"
                            .formatted(source.s3(), cause(e)));
        }
    }

    private static String cause(Exception e) {
        boolean told = e instanceof IOException || e instanceof ListenException;
        return told && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    /** Ends a connection on which not even a ping came. */
    private void endSilence() {
        if (System.nanoTime() - lastLine > SILENCE.toNanos()) {
            stream.ifPresent(TailWay::closeQuietly);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private static String text(InputStream body) throws IOException {
        String text = new String(body.readNBytes(4_096), StandardCharsets.UTF_8);
        return text.replaceAll("(?s).*<Message>(.*?)</Message>.*", "$1").strip();
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException _) {
            // It is over in any case.
        }
    }
}
