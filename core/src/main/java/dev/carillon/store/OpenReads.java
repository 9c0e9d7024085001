package dev.carillon.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The readers of objects with several files. Files are opened one after another, so none may be
 * removed before the reader has finished. Thread-safe.
 */
final class OpenReads {
    /** The time that a file stays after it was unnamed, for readers that read its record before. */
    static final Duration GRACE = Duration.ofMinutes(10);

    /**
     * The time that a file stays while disk space is short; a reader opens its first file within
     * moments.
     */
    static final Duration SHORT_GRACE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final SpaceGuard space;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Instant> open = new ConcurrentSkipListMap<>();

    OpenReads(InstantSource clock, SpaceGuard space) {
        this.clock = clock;
        this.space = space;
    }

    /** Returns the time before which unnamed files are no longer needed by any reader. */
    Instant doneWith() {
        Duration grace = space.trouble().isPresent() ? SHORT_GRACE : GRACE;
        return oldest().orElseGet(clock::instant).minus(grace);
    }

    /** Registers a reader. Closing the mark, once or more often, ends the registration. */
    Mark begin() {
        long number = numbers.getAndIncrement();
        open.put(number, clock.instant());
        return () -> open.remove(number);
    }

    /** Returns the start of the longest-running reader. */
    private Optional<Instant> oldest() {
        return Optional.ofNullable(open.firstEntry()).map(Map.Entry::getValue);
    }

    /** The registration of one reader. */
    interface Mark extends AutoCloseable {
        @Override
        void close();
    }
}
