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
 * Reads an endpoint's answer. The status decides; the beginning of the body is kept for excerpts
 * and for the checks of a dialect. At most 64 KiB of the body are read within at most a second
 * after the head, so that the connection can be reused; a longer or slower body is cut off together
 * with its connection.
 */
final class AnswerReader {
    private static final int MAX_BODY_BYTES = 64 * 1_024;

    /**
     * The part of the body that is kept: more than an excerpt holds, because masking and cleaning
     * shorten the text.
     */
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
     * @param left the remaining time of the attempt
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
                // closing the stream would first read to its end, which may not exist
                request.cancel();
            }
        } catch (IOException _) {
            // cut off or broken, which does not matter: the status is known already
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

    /** Keeps the beginning of a body and discards the rest. */
    private static final class Beginning {
        private final byte[] kept = new byte[KEPT_BYTES];
        private int length;

        /**
         * Reads to the end.
         *
         * @return false if the body is longer than the limit
         */
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
