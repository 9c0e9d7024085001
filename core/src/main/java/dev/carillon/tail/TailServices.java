package dev.carillon.tail;

import dev.carillon.format.MinioRecords;
import dev.carillon.journal.LogPage;
import dev.carillon.journal.LogPositions;
import dev.carillon.stats.Counter;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The parts that all readers share. Only a few of them read from the log at the same time, because
 * each read holds a processor: the others wait for their turn. Thread-safe.
 *
 * @param cut counts streams that ended because their place was cut from the log
 */
record TailServices(
        LogPositions log, MinioRecords records, Feed feed, Semaphore reading, Counter cut) {
    private static final int PAGE = 500;
    private static final int AT_ONCE = 4;

    TailServices(LogPositions log, MinioRecords records, Feed feed, Counter cut) {
        this(log, records, feed, new Semaphore(AT_ONCE, true), cut);
    }

    /**
     * Reads the lines of the next events behind a position, at most 500 events and about {@value
     * LogLines#MOST_BYTES} bytes. The segment ends at the position if there are no events; empty if
     * the log was cut behind the position.
     */
    Optional<Segment> lines(Channel.Key key, long position) {
        reading.acquireUninterruptibly();
        try {
            var lines = new LogLines(key, records, position);
            long floor = log.read(position, PAGE, lines);
            return new LogPage(List.of(), floor).cutBehind(position)
                    ? Optional.empty()
                    : Optional.of(lines.take());
        } finally {
            reading.release();
        }
    }
}
