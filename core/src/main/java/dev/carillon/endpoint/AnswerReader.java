package dev.carillon.endpoint;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads an endpoint's answer. The status decides; of the body at most 64 KiB are read for at most a
 * second, so that the connection can be used again, and what is longer or slower is cut off with
 * its connection.
 */
final class AnswerReader {
    private static final int MAX_BODY_BYTES = 64 * 1_024;

    /** More than an excerpt holds: masking and cleaning make the text shorter. */
    private static final int KEPT_BYTES = 4 * 1_024;

    private static final Duration BODY_LIMIT = Duration.ofSeconds(1);

    private final Deadlines deadlines;
    private final InstantSource clock;

    AnswerReader(Deadlines deadlines, InstantSource clock) {
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * Reads the answer to its end or cuts it off.
     *
     * @param left what is left of the attempt's time
     */
    HttpAnswer read(ClassicHttpResponse answer, HttpPost request, Duration left) {
        int status = answer.getCode();
        byte[] body = body(answer, request, left.compareTo(BODY_LIMIT) < 0 ? left : BODY_LIMIT);
        return new HttpAnswer(status, body, retryAfter(answer), header(answer, "Location"));
    }

    private byte[] body(ClassicHttpResponse answer, HttpPost request, Duration limit) {
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        var beginning = new Beginning();
        try (var _ = deadlines.start(limit, request::cancel)) {
            if (!beginning.readAll(entity.getContent())) {
                // closing would first read to the end, which need not exist
                request.cancel();
            }
        } catch (IOException _) {
            // cut off or broken: the status has decided already
            request.cancel();
        }
        return beginning.bytes();
    }

    private Optional<Duration> retryAfter(ClassicHttpResponse answer) {
        return header(answer, "Retry-After")
                .flatMap(value -> RetryAfter.parse(value, clock.instant()));
    }

    private static Optional<String> header(ClassicHttpResponse answer, String name) {
        return Optional.ofNullable(answer.getFirstHeader(name)).map(Header::getValue);
    }

    /** Keeps the beginning of a body and reads past the rest. */
    private static final class Beginning {
        private final byte[] kept = new byte[KEPT_BYTES];
        private int length;

        /** Reads on to the end; false if it is further than we go. */
        boolean readAll(InputStream body) throws IOException {
            while (length < kept.length) {
                int read = body.read(kept, length, kept.length - length);
                if (read < 0) {
                    return true;
                }
                length += read;
            }
            return readPast(body);
        }

        private static boolean readPast(InputStream body) throws IOException {
            byte[] scrap = new byte[KEPT_BYTES];
            for (int total = KEPT_BYTES; total < MAX_BODY_BYTES; ) {
                int read = body.read(scrap);
                if (read < 0) {
                    return true;
                }
                total += read;
            }
            return false;
        }

        byte[] bytes() {
            return Arrays.copyOf(kept, length);
        }
    }
}
