package dev.carillon.store;

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
    private final InstantSource clock;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Instant> open = new ConcurrentSkipListMap<>();

    OpenReads(InstantSource clock) {
        this.clock = clock;
    }

    InstantSource clock() {
        return clock;
    }

    /** Someone begins to read; closing the mark says that it has done, once or more often. */
    Mark begin() {
        long number = numbers.getAndIncrement();
        open.put(number, clock.instant());
        return () -> open.remove(number);
    }

    /** When the reader began that has been at it longest. */
    Optional<Instant> oldest() {
        return Optional.ofNullable(open.firstEntry()).map(Map.Entry::getValue);
    }

    /** One reader. */
    interface Mark extends AutoCloseable {
        @Override
        void close();
    }
}
