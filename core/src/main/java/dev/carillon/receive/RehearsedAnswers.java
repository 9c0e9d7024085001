package dev.carillon.receive;

import dev.carillon.http.Answer;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Chooses the answers of a rehearsal and holds them back. Thread-safe. */
final class RehearsedAnswers implements AutoCloseable {
    private static final int ALL = 10_000;

    private final Rehearsal rehearsal;
    private final Random random;
    private final CountDownLatch closed = new CountDownLatch(1);

    RehearsedAnswers(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
        random = rehearsal.seed().map(Random::new).orElseGet(Random::new);
    }

    /** Returns the status for the next message. */
    int status() {
        int left = random.nextInt(ALL);
        for (Rehearsal.Share share : rehearsal.shares()) {
            left -= share.hundredths();
            if (left < 0) {
                return share.status();
            }
        }
        return 200;
    }

    /** Returns the time for which every answer is held back. */
    Duration delay() {
        return rehearsal.delay();
    }

    /** Returns the answer of a status, after the delay; at once if the receiver closes. */
    Answer answer(int status) throws InterruptedException {
        if (rehearsal.delay().isPositive()) {
            boolean _ = closed.await(rehearsal.delay().toMillis(), TimeUnit.MILLISECONDS);
        }
        var answer = Answer.of(status);
        boolean pauses = status == 429 || status == 503;
        return pauses && rehearsal.retryAfter().isPresent()
                ? answer.with(
                        "Retry-After", String.valueOf(rehearsal.retryAfter().get().toSeconds()))
                : answer;
    }

    /** Ends every delay. */
    @Override
    public void close() {
        closed.countDown();
    }
}
