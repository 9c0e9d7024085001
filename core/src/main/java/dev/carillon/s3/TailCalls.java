package dev.carillon.s3;

import dev.carillon.event.EventPattern;
import dev.carillon.format.MinioEventNames;
import dev.carillon.http.Answer;
import dev.carillon.http.Query;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Outcome;
import dev.carillon.store.Store;
import dev.carillon.tail.Cursor;
import dev.carillon.tail.CursorException;
import dev.carillon.tail.Ending;
import dev.carillon.tail.Framing;
import dev.carillon.tail.KeepAlive;
import dev.carillon.tail.Selection;
import dev.carillon.tail.Start;
import dev.carillon.tail.Tail;
import dev.carillon.tail.TailRequest;
import dev.carillon.tail.Tails;
import dev.carillon.tail.TailsFullException;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Answers ListenBucketNotification and ListenNotification, as MinIO does, with a cursor in each
 * line. Thread-safe.
 */
final class TailCalls {
    private static final String EVENTS = "events";
    private static final String LAST_EVENT_ID = "last-event-id";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String LINES = "application/x-ndjson";
    private static final Duration MINIO_BLANKS = Duration.ofMillis(500);
    private static final Duration EVENT_STREAM_PINGS = Duration.ofSeconds(10);
    private static final int MOST_FILTER_BYTES = 1_024;

    /** The earliest start: much earlier instants cannot be calculated with. */
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

    private final Store store;
    private final Tails tails;
    private final S3Keys keys;
    private final InstantSource clock;

    TailCalls(Store store, Tails tails, S3Keys keys, InstantSource clock) {
        this.store = store;
        this.tails = tails;
        this.keys = keys;
        this.clock = clock;
    }

    /** Answers with a stream that goes on until the client leaves or the server stops. */
    Answer listen(S3Call call) {
        if (tails.closed()) {
            throw new S3Exception(S3Error.SERVICE_UNAVAILABLE);
        }
        Optional<BucketInfo> bucket = bucket(call);
        Framing framing =
                call.header("accept").filter(text -> text.contains(EVENT_STREAM)).isPresent()
                        ? Framing.EVENT_STREAM
                        : Framing.LINES;
        Query query = call.query();
        String prefix = filter(query, "prefix");
        var selection =
                new Selection(
                        bucket.map(BucketInfo::idText).orElse(""),
                        types(query.all(EVENTS)),
                        prefix,
                        filter(query, "suffix"));
        call.rights().demandListening(bucket, prefix);
        var request =
                new TailRequest(
                        selection,
                        framing,
                        start(call),
                        keepAlive(query, framing),
                        () -> objection(call, bucket, prefix));
        Tail tail = open(request);
        return Answer.live(200, framing == Framing.LINES ? LINES : EVENT_STREAM, tail::write)
                .with("Cache-Control", "no-cache")
                .with("X-Accel-Buffering", "no");
    }

    private Tail open(TailRequest request) {
        try {
            return tails.open(request);
        } catch (CursorException e) {
            throw switch (e.reason()) {
                case OTHER_SCOPE ->
                        invalid(
                                "cursor",
                                "The cursor is of another bucket, or of another set of buckets: go"
                                        + " on where it was given, or begin without it");
                case FUTURE ->
                        invalid(
                                "cursor",
                                "The cursor is of the future: this server has no such event yet,"
                                        + " so it is of another server, or of data that was"
                                        + " replaced. Begin without it");
                case CUT -> new S3Exception(S3Error.CURSOR_EXPIRED);
            };
        } catch (TailsFullException e) {
            throw new S3Exception(S3Error.SLOW_DOWN, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the bucket of the call; empty if it is for all. A key for other buckets is not told
     * which exist.
     */
    private Optional<BucketInfo> bucket(S3Call call) {
        if (call.bucket().isEmpty()) {
            return Optional.empty();
        }
        Outcome<BucketInfo> found = store.buckets().head(call.bucket());
        if (found instanceof Outcome.Refused<BucketInfo>) {
            call.rights().demandListening(Optional.empty(), "");
        }
        return Optional.of(S3Answers.done(found));
    }

    private Optional<Ending> objection(S3Call call, Optional<BucketInfo> bucket, String prefix) {
        Optional<KeyRights> rights = keys.rights(call.keyId());
        if (rights.isEmpty()) {
            return Optional.of(
                    new Ending("AccessDenied", "The key was deleted or has expired: use another"));
        }
        try {
            rights.get().demandListening(bucket, prefix);
        } catch (S3Exception e) {
            return Optional.of(new Ending(e.refusal().code(), e.refusal().message()));
        }
        boolean gone = bucket.isPresent() && store.buckets().byId(bucket.get().idText()).isEmpty();
        return gone
                ? Optional.of(new Ending("NoSuchBucket", "The bucket was deleted"))
                : Optional.empty();
    }

    private static long types(List<String> names) {
        long mask = 0;
        for (String name : names) {
            EventPattern pattern =
                    MinioEventNames.parse(name)
                            .orElseThrow(() ->
                                    invalid(
                                            EVENTS,
                                            "A specified event is not supported for notifications:"
                                                    + " '"
                                                    + name
                                                    + "'. Send one such as s3:ObjectCreated:*, and"
                                                    + " repeat the parameter for several"));
            mask |= pattern.mask();
        }
        return mask;
    }

    private static String filter(Query query, String name) {
        List<String> values = query.all(name);
        if (values.size() > 1) {
            throw invalid(name, "Cannot specify more than one %s rule in a filter".formatted(name));
        }
        String value = values.isEmpty() ? "" : values.getFirst();
        if (value.getBytes(StandardCharsets.UTF_8).length > MOST_FILTER_BYTES) {
            throw invalid(
                    name,
                    "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
        }
        return value;
    }

    private static KeepAlive keepAlive(Query query, Framing framing) {
        Optional<String> ping = one(query, "ping");
        if (ping.isEmpty()) {
            return framing == Framing.LINES
                    ? new KeepAlive.Blanks(MINIO_BLANKS)
                    : new KeepAlive.Pings(EVENT_STREAM_PINGS);
        }
        String text = ping.get();
        int seconds = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (seconds < 1) {
            throw invalid("ping", "ping takes a number of seconds from 1 to 999999");
        }
        return new KeepAlive.Pings(Duration.ofSeconds(seconds));
    }

    /** Returns the start: Last-Event-ID precedes the cursor, because browsers repeat the URL. */
    private Start start(S3Call call) {
        Optional<String> cursor =
                call.header(LAST_EVENT_ID)
                        .filter(text -> !text.isEmpty())
                        .or(() -> one(call.query(), "cursor"));
        Optional<String> since = one(call.query(), "since");
        if (cursor.isPresent() && call.query().has("cursor") && since.isPresent()) {
            throw invalid("since", "Send either cursor or since");
        }
        if (cursor.isPresent()) {
            return new Start.After(
                    Cursor.parse(cursor.get())
                            .orElseThrow(() ->
                                    invalid(
                                            "cursor",
                                            "The cursor is malformed: send one exactly as it was"
                                                    + " received")));
        }
        return since.<Start>map(text -> new Start.Since(time(text))).orElseGet(Start.Now::new);
    }

    private Instant time(String text) {
        try {
            Instant time =
                    text.contains("T")
                            ? Instant.parse(text)
                            : clock.instant().minus(Units.duration(text));
            if (time.isBefore(EARLIEST)) {
                throw new DateTimeException("before the year 0");
            }
            return time;
        } catch (RefusedException | DateTimeException | ArithmeticException _) {
            throw invalid(
                    "since",
                    "since takes a time, such as 2026-11-22T03:51:31Z, or how long ago, such as"
                            + " 30m, 2h or 7d");
        }
    }

    private static Optional<String> one(Query query, String name) {
        List<String> values = query.all(name);
        if (values.size() > 1) {
            throw invalid(name, "Send " + name + " once");
        }
        return values.stream().findFirst();
    }

    private static S3Exception invalid(String argument, String message) {
        return new S3Exception(
                S3Refusal.of(S3Error.INVALID_ARGUMENT, message).with("ArgumentName", argument));
    }
}
