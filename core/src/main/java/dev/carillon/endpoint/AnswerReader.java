package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns an endpoint's answer into a result. The status decides; of the body at most 64 KiB are read
 * for at most a second, so that the connection can be used again, and what is longer or slower is
 * cut off with its connection.
 */
final class AnswerReader {
    private static final int MAX_BODY_BYTES = 64 * 1_024;
    private static final int EXCERPT_BYTES = 1_024;
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
    AttemptResult read(ClassicHttpResponse answer, HttpPost request, Duration left) {
        int status = answer.getCode();
        byte[] excerpt = body(answer, request, left.compareTo(BODY_LIMIT) < 0 ? left : BODY_LIMIT);
        if (status >= 200 && status <= 299) {
            return new Accepted(status);
        }
        return new Refused(status, text(excerpt), retryAfter(answer));
    }

    private byte[] body(ClassicHttpResponse answer, HttpPost request, Duration limit) {
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        var excerpt = new Excerpt();
        try (var _ = deadlines.start(limit, request::cancel)) {
            if (!excerpt.readAll(entity.getContent())) {
                // closing would first read to the end, which need not exist
                request.cancel();
            }
        } catch (IOException _) {
            // cut off or broken: the status has decided already
            request.cancel();
        }
        return excerpt.bytes();
    }

    private Optional<Duration> retryAfter(ClassicHttpResponse answer) {
        return Optional.ofNullable(answer.getFirstHeader("Retry-After"))
                .flatMap(header -> RetryAfter.parse(header.getValue(), clock.instant()));
    }

    private static String text(byte[] excerpt) {
        return new String(excerpt, StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\uFFFD");
    }

    private static final class Excerpt {
        private final byte[] kept = new byte[EXCERPT_BYTES];
        private int length;

        /** Reads on to the end; false when it is further than we go. */
        boolean readAll(InputStream body) throws IOException {
            byte[] buffer = new byte[4_096];
            for (int total = 0; total < MAX_BODY_BYTES; ) {
                int read = body.read(buffer);
                if (read < 0) {
                    return true;
                }
                keep(buffer, read);
                total += read;
            }
            return false;
        }

        byte[] bytes() {
            return Arrays.copyOf(kept, length);
        }

        private void keep(byte[] buffer, int read) {
            int more = Math.min(read, kept.length - length);
            System.arraycopy(buffer, 0, kept, length, more);
            length += more;
        }
    }
}
