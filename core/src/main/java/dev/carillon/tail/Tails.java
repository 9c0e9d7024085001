package dev.carillon.tail;

import dev.carillon.format.MinioRecords;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LogPositions;
import dev.carillon.stats.Stats;

/**
 * The live tails of a server: streams of events for any number of readers, from the present moment,
 * from a time or from a cursor on. Thread-safe.
 *
 * <p>The caller closes it before the server of the readers: their streams end, and no others begin.
 */
public final class Tails implements AutoCloseable {
    private final LogPositions log;
    private final Feed feed;
    private final TailServices services;

    /**
     * Creates tails of the log; nothing runs before the first reader.
     *
     * @param journal notifies them of new events
     * @param region the region in the events' records
     */
    public Tails(LogPositions log, Journal journal, String region, Stats stats) {
        var records = new MinioRecords(region);
        this.log = log;
        this.feed = new Feed(log, records);
        this.services =
                new TailServices(
                        log,
                        records,
                        feed,
                        stats.counter(
                                "carillon_tail_cut",
                                "Live tails that ended because the log was cut behind their"
                                        + " place."));
        stats.gauge("carillon_tail_readers", "Live tails that are open at present.", feed::readers);
        journal.follow(feed::grew);
    }

    /**
     * Opens a stream.
     *
     * @throws CursorException if it cannot begin after its cursor
     * @throws TailsFullException if too many are open
     */
    public Tail open(TailRequest request) throws CursorException {
        if (!feed.hasRoom(new Channel.Key(request.selection(), request.framing()))) {
            throw new TailsFullException();
        }
        return new Tail(services, request, position(request));
    }

    /** Returns the number of open streams. */
    public int readers() {
        return feed.readers();
    }

    /** Returns whether no streams can be opened any more. */
    public boolean closed() {
        return feed.closed();
    }

    @Override
    public void close() {
        feed.close();
    }

    private long position(TailRequest request) throws CursorException {
        return switch (request.start()) {
            case Start.Now() -> log.newest();
            case Start.Since(var time) -> log.before(time);
            case Start.After(Cursor cursor) -> position(cursor, request.selection());
        };
    }

    private long position(Cursor cursor, Selection selection) throws CursorException {
        if (!cursor.scope().equals(selection.scope())) {
            throw new CursorException(CursorException.Reason.OTHER_SCOPE);
        }
        if (cursor.stamp() < 0 || cursor.stamp() > log.newest()) {
            throw new CursorException(CursorException.Reason.FUTURE);
        }
        if (log.after(cursor.stamp(), 0).cutBehind(cursor.stamp())) {
            throw new CursorException(CursorException.Reason.CUT);
        }
        return cursor.stamp();
    }
}
