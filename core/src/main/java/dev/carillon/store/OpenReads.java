package dev.carillon.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who reads objects of several files, and since when: their files are opened one after another, so
 * that none may go before the reader has done. For any number of threads.
 */
final class OpenReads {
    /** How long a file stays after it was unnamed: for readers that read its record before. */
    static final Duration GRACE = Duration.ofMinutes(10);

    /** While room is short; a reader opens its first file within moments. */
    static final Duration SHORT_GRACE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final SpaceGuard space;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Instant> open = new ConcurrentSkipListMap<>();

    OpenReads(InstantSource clock, SpaceGuard space) {
        this.clock = clock;
        this.space = space;
    }

    /** No reader needs files that were unnamed by then. */
    Instant doneWith() {
        Duration grace = space.trouble().isPresent() ? SHORT_GRACE : GRACE;
        return oldest().orElseGet(clock::instant).minus(grace);
    }

    /** Someone begins to read; closing the mark says that it has done, once or more often. */
    Mark begin() {
        long number = numbers.getAndIncrement();
        open.put(number, clock.instant());
        return () -> open.remove(number);
    }

    /** When the reader began that has been at it longest. */
    private Optional<Instant> oldest() {
        return Optional.ofNullable(open.firstEntry()).map(Map.Entry::getValue);
    }

    /** One reader. */
    interface Mark extends AutoCloseable {
        @Override
        void close();
    }
}
