package dev.carillon.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The token of one request, kept while it is valid. Any number of attempts may ask at once: at most
 * one request for a token is under way, on a thread of its own, and all wait for the same answer,
 * each until its own end. A token is renewed before its end while it is still used. After a failure
 * no request is made for a while, and attempts get the same failure.
 *
 * <p>Thread-safe. The lock guards the fields and is never held during I/O.
 */
final class TokenSource implements Authorization {
    /** The pause after the first failure; it doubles with each further one. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /**
     * The time in which an endpoint that answers 401 costs at most one more token: if it refuses
     * the new one as well, the next one would not help.
     */
    private static final Duration DROP_PAUSE = Duration.ofSeconds(30);

    private static final String FAILED = "asking for a token failed";

    private final TokenRequest request;
    private final TokenCall call;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Token> token = Optional.empty();
    private Optional<CompletableFuture<Token>> running = Optional.empty();
    private Instant askNotBefore = Instant.MIN;
    private Duration pause = FIRST_PAUSE;
    private Optional<String> failure = Optional.empty();
    private Optional<Instant> dropped = Optional.empty();

    TokenSource(TokenRequest request, TokenCall call, InstantSource clock) {
        this.request = request;
        this.call = call;
        this.clock = clock;
    }

    @Override
    public Optional<String> header(long end) throws NoTokenException {
        CompletableFuture<Token> coming;
        lock.lock();
        try {
            Instant now = clock.instant();
            if (token.filter(kept -> now.isBefore(kept.endsAt())).isPresent()) {
                if (!now.isBefore(token.get().renewAt()) && !now.isBefore(askNotBefore)) {
                    var _ = fetching();
                }
                return token.map(Token::header);
            }
            if (running.isEmpty() && failure.isPresent() && now.isBefore(askNotBefore)) {
                throw new NoTokenException(failure.get());
            }
            coming = fetching();
        } finally {
            lock.unlock();
        }
        return Optional.of(awaited(coming, end).header());
    }

    /** Drops the token that was refused, unless another took its place or one was just dropped. */
    @Override
    public boolean refused(String header) {
        lock.lock();
        try {
            if (token.filter(kept -> kept.header().equals(header)).isEmpty()) {
                return true;
            }
            Instant now = clock.instant();
            if (dropped.filter(at -> now.isBefore(at.plus(DROP_PAUSE))).isPresent()) {
                return false;
            }
            token = Optional.empty();
            dropped = Optional.of(now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<String> described() {
        lock.lock();
        try {
            return token.map(kept ->
                    "token of the client %s from %s, valid for %d s"
                            .formatted(request.client(), call.shown(), kept.life().toSeconds()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        call.close();
    }

    private CompletableFuture<Token> fetching() {
        if (running.isEmpty()) {
            var started = new CompletableFuture<Token>();
            running = Optional.of(started);
            Thread.ofVirtual().name("carillon-token").start(() -> fetch(started));
        }
        return running.get();
    }

    private void fetch(CompletableFuture<Token> waited) {
        try {
            Token fetched = call.fetch();
            succeeded(fetched);
            waited.complete(fetched);
        } catch (NoTokenException | RuntimeException | Error e) {
            failed(e instanceof NoTokenException why ? why.words() : FAILED);
            waited.completeExceptionally(e);
        }
    }

    private void succeeded(Token fetched) {
        lock.lock();
        try {
            running = Optional.empty();
            failure = Optional.empty();
            pause = FIRST_PAUSE;
            askNotBefore = Instant.MIN;
            token = Optional.of(fetched);
        } finally {
            lock.unlock();
        }
    }

    private void failed(String words) {
        lock.lock();
        try {
            running = Optional.empty();
            failure = Optional.of(words);
            askNotBefore = clock.instant().plus(pause);
            Duration next = pause.multipliedBy(2);
            pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
        } finally {
            lock.unlock();
        }
    }

    private Token awaited(CompletableFuture<Token> coming, long end) throws NoTokenException {
        try {
            return coming.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new NoTokenException(
                    "no token from the token endpoint " + call.shown() + ": no answer in time");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoTokenException("interrupted while waiting for a token");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoTokenException why) {
                throw new NoTokenException(why.words());
            }
            throw new IllegalStateException(FAILED, e);
        }
    }
}
