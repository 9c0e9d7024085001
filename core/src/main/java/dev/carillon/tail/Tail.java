package dev.carillon.tail;

import dev.carillon.state.DamagedStateException;
import dev.carillon.state.StateClosedException;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The stream of one reader. It takes recent lines from the channel of its selection, which all
 * readers of that selection share, and reads from the log what it missed there because it came
 * later or is slow. So a slow reader holds at most the lines that are being written, about 64 KiB,
 * and loses nothing that the log has.
 *
 * <p>Not thread-safe: {@link #write} runs in the reader's own virtual thread.
 */
public final class Tail {
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Ending CUT =
            new Ending(
                    "CursorExpired",
                    "Events behind the last one of this stream have left the log, because it was"
                            + " read too slowly: begin again without cursor, or with since");
    private static final Ending FULL = new Ending("SlowDown", TailsFullException.MESSAGE);
    private static final Ending UNREADABLE =
            new Ending(
                    "InternalError",
                    "The event log cannot be read further: go on after the last cursor later, or"
                            + " begin again with since behind it");

    private final TailServices services;
    private final TailRequest request;
    private final Channel.Key key;
    private final KeepAliveClock clock;
    private long position;
    private long checkNanos = System.nanoTime() + CHECK_NANOS;

    /** Creates the stream of the events behind a position. */
    Tail(TailServices services, TailRequest request, long position) {
        this.services = services;
        this.request = request;
        this.key = new Channel.Key(request.selection(), request.framing());
        this.position = position;
        this.clock = new KeepAliveClock(request.keepAlive());
    }

    /** The outcome of a look at the channel. */
    private enum Next {
        /** Lines were sent. */
        SENT,
        /** There is nothing to send now. */
        WAIT,
        /** The channel does not have what comes next, or ended. */
        READ_LOG
    }

    /**
     * Writes the stream until the reader leaves, the server stops, or the reader may not or cannot
     * read further; in the last two cases the last line says why.
     *
     * @param out sends each write at once
     * @throws IOException if the reader is gone
     */
    public void write(OutputStream out) throws IOException {
        try {
            Optional<Ending> ending = follow(out);
            if (ending.isPresent()) {
                out.write(request.framing().end(ending.get()));
            }
        } catch (StateClosedException _) {
            // The server stops: the stream ends, and the reader goes on with its cursor.
        } catch (DamagedStateException _) {
            out.write(request.framing().end(UNREADABLE));
        }
    }

    private Optional<Ending> follow(OutputStream out) throws IOException {
        keepAlive(out, clock.opening());
        Optional<Ending> ending = Optional.empty();
        while (ending.isEmpty() && !services.feed().closed()) {
            ending = followChannel(out);
        }
        return ending;
    }

    /** Follows one channel, until it or the stream ends. */
    private Optional<Ending> followChannel(OutputStream out) throws IOException {
        var seat = new Seat();
        Optional<Channel> joined = services.feed().join(key, seat);
        if (joined.isEmpty()) {
            return Optional.of(FULL);
        }
        Channel channel = joined.get();
        try {
            Optional<Ending> ending = catchUp(channel, out);
            long number = channel.enter(position);
            while (ending.isEmpty() && !channel.retired()) {
                Next next = number < 0 ? Next.READ_LOG : take(channel, number, out);
                switch (next) {
                    case SENT -> number++;
                    case WAIT -> await(channel, number, seat, out);
                    case READ_LOG -> {
                        ending = catchUp(channel, out);
                        number = channel.enter(position);
                    }
                }
                ending = ending.isEmpty() ? objection() : ending;
            }
            return ending;
        } finally {
            services.feed().leave(channel, seat);
        }
    }

    private Next take(Channel channel, long number, OutputStream out) throws IOException {
        long reached = services.feed().position();
        boolean pending = channel.pending();
        if (number == channel.head()) {
            if (!pending) {
                position = Math.max(position, reached);
            }
            return Next.WAIT;
        }
        Segment segment = channel.segment(number);
        if (segment == null) {
            return Next.READ_LOG;
        }
        send(segment, out);
        return Next.SENT;
    }

    private void send(Segment segment, OutputStream out) throws IOException {
        int offset = segment.offset(position);
        if (offset < segment.bytes().length) {
            out.write(segment.bytes(), offset, segment.bytes().length - offset);
            clock.sentLine();
        }
        position = Math.max(position, segment.upTo());
    }

    private void await(Channel channel, long number, Seat seat, OutputStream out)
            throws IOException {
        seat.prepare(clock.deadlineNanos());
        if (channel.head() > number || channel.retired()) {
            seat.cancel();
        } else {
            seat.await();
            keepAlive(out, clock.due());
        }
    }

    /** Sends what the log has behind the position, until the channel has the rest. */
    private Optional<Ending> catchUp(Channel channel, OutputStream out) throws IOException {
        while (channel.enter(position) < 0 && !channel.retired()) {
            Optional<Segment> lines = services.lines(key, position);
            if (lines.isEmpty()) {
                services.cut().increment();
                return Optional.of(CUT);
            }
            if (lines.get().upTo() == position) {
                // Nothing is behind the position: the channel begins at a later one.
                position = Math.max(position, channel.from());
            } else {
                send(lines.get(), out);
                keepAlive(out, clock.due());
            }
            Optional<Ending> objection = objection();
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private void keepAlive(OutputStream out, KeepAliveClock.Due due) throws IOException {
        switch (due) {
            case NOTHING -> {}
            case BLANK -> out.write(request.framing().blank());
            case PING -> out.write(request.framing().ping(cursor()));
        }
    }

    private Cursor cursor() {
        return new Cursor(position, request.selection().scope());
    }

    private Optional<Ending> objection() {
        long now = System.nanoTime();
        if (now - checkNanos < 0) {
            return Optional.empty();
        }
        checkNanos = now + CHECK_NANOS;
        return request.objection().get();
    }
}
