package dev.carillon.tail;

import dev.carillon.event.ObjectEvent;
import dev.carillon.format.MinioRecords;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.LogPage;
import dev.carillon.journal.LogPositions;
import dev.carillon.state.StateClosedException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads each new event of the log once, writes its line once for each channel, and wakes the
 * readers. One platform thread does this; it starts with the first reader, and sleeps while there
 * is none or nothing happens.
 *
 * <p>The feed always reads behind the last event that it read, whatever it was woken for, so it
 * depends on the order of commits in the log and not on the order of the notifications.
 */
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private static final int PAGE = 500;

    /** The bytes that all channels together keep in sealed segments for their readers. */
    private static final int KEPT_BYTES = 32 << 20;

    /** The channels at once: each new event is compared with the selection of each. */
    private static final int MOST_CHANNELS = 256;

    /** The readers at once: each may hold one segment, and all together an eighth of the heap. */
    private static final long MOST_READERS =
            Math.max(1_000, Runtime.getRuntime().maxMemory() / 8 / LogLines.MOST_BYTES);

    /** The shortest time between two reads, in which commits gather. */
    private static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** The time between two looks at the deadlines of the readers. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The pause after the log could not be read. */
    private static final long TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LogPositions log;
    private final MinioRecords records;

    /** Guards {@code channels} and changes of {@code position}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Channel.Key, Channel> channels = new HashMap<>();
    private final Set<Channel> unsent = new LinkedHashSet<>();
    private final AtomicBoolean resting = new AtomicBoolean();
    private final AtomicInteger readers = new AtomicInteger();
    private volatile long position;
    private volatile boolean followed;
    private volatile boolean grown;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;
    private long tickNanos;

    Feed(LogPositions log, MinioRecords records) {
        this.log = log;
        this.records = records;
    }

    /** Notes that there are new events. Called after each commit of one, so it does little. */
    void grew() {
        if (followed) {
            grown = true;
            stir();
        }
    }

    /** Returns the position up to which every event was added to the channels. */
    long position() {
        return position;
    }

    /** Returns whether it is closed: no lines come any more. */
    boolean closed() {
        return closed;
    }

    /** Returns the number of readers. */
    int readers() {
        return readers.get();
    }

    /** Returns whether one more reader with these properties may join at present. */
    boolean hasRoom(Channel.Key key) {
        lock.lock();
        try {
            return closed
                    || (readers.get() < MOST_READERS
                            && (channels.containsKey(key) || channels.size() < MOST_CHANNELS));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a reader to the channel of its selection; {@link #leave} must follow. Empty if there is
     * no room.
     */
    Optional<Channel> join(Channel.Key key, Seat seat) {
        long newest = log.newest();
        lock.lock();
        try {
            if (!hasRoom(key)) {
                return Optional.empty();
            }
            if (channels.isEmpty()) {
                position = Math.max(position, newest);
            }
            Channel channel = channel(key);
            channel.seats().add(seat);
            readers.incrementAndGet();
            followed = true;
            if (closed) {
                channel.retire();
            }
            start();
            return Optional.of(channel);
        } finally {
            lock.unlock();
            grew();
        }
    }

    /** Returns the channel of a key; the others keep less if it is a new one. */
    private Channel channel(Channel.Key key) {
        Channel found = channels.get(key);
        if (found != null) {
            return found;
        }
        var made = new Channel(key, position);
        channels.put(key, made);
        channels.values().forEach(channel -> channel.trim(KEPT_BYTES / channels.size()));
        return made;
    }

    /** Removes a reader, and its channel if it was the last one. */
    void leave(Channel channel, Seat seat) {
        lock.lock();
        try {
            channel.seats().remove(seat);
            readers.decrementAndGet();
            if (channel.seats().isEmpty()) {
                channels.remove(channel.key(), channel);
                followed = !channels.isEmpty();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends every stream, and the thread. */
    @Override
    public void close() {
        closed = true;
        retireAll();
        stir();
    }

    private void start() {
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().name("carillon-tail").daemon().start(this::run);
        }
    }

    private void stir() {
        if (resting.get() && resting.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            try {
                grown = false;
                if (!followed || !readPage()) {
                    boolean sent = send();
                    gather(sent);
                    rest(untilDue());
                }
            } catch (StateClosedException _) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.warn("new events cannot be read for those who follow them", e);
                LockSupport.parkNanos(this, TROUBLE_NANOS);
            }
        }
        retireAll();
    }

    /**
     * Waits while no channel may be sent anything, whether or not events come, because reading them
     * one by one would cost more.
     *
     * @param sent whether something was sent just now
     */
    private void gather(boolean sent) {
        long now = System.nanoTime();
        long pause = sent ? GATHER_NANOS : 0;
        lock.lock();
        try {
            pause =
                    Math.max(
                            pause,
                            channels.values().stream()
                                    .mapToLong(channel -> channel.dueNanos() - now)
                                    .min()
                                    .orElse(0));
        } finally {
            lock.unlock();
        }
        if (pause > 0) {
            LockSupport.parkNanos(this, pause);
        }
    }

    /** Returns how long there is nothing to do unless new events come. */
    private long untilDue() {
        long now = System.nanoTime();
        long wait = followed ? tickNanos - now : Long.MAX_VALUE;
        for (Channel channel : unsent) {
            wait = Math.min(wait, channel.dueNanos() - now);
        }
        return wait;
    }

    /** Waits for new events, at most for a time. */
    private void rest(long nanos) {
        resting.set(true);
        if (nanos > 0 && !grown && !closed) {
            LockSupport.parkNanos(this, nanos);
        }
        resting.set(false);
    }

    /** Reads some events; returns whether there may be more. */
    private boolean readPage() {
        long after = position;
        LogPage page = read(after);
        lock.lock();
        try {
            if (position != after) {
                return true;
            }
            if (page.cutBehind(after)) {
                position = page.floor() - 1;
                retire();
                return true;
            }
            for (KeptEvent kept : page.events()) {
                add(kept.event());
            }
            if (!page.events().isEmpty()) {
                position = page.events().getLast().stamp();
            }
        } finally {
            lock.unlock();
        }
        return page.events().size() == PAGE;
    }

    /** Reads from the log; if that fails, the readers find out themselves what is wrong. */
    private LogPage read(long after) {
        try {
            return log.after(after, PAGE);
        } catch (RuntimeException e) {
            retireAll();
            throw e;
        }
    }

    private void add(ObjectEvent event) {
        byte[] record = {};
        for (Channel channel : channels.values()) {
            if (channel.key().selection().matches(event.change())) {
                record = record.length == 0 ? records.record(event) : record;
                channel.add(event.sequencer().stamp(), record, KEPT_BYTES / channels.size());
                unsent.add(channel);
            }
        }
    }

    /**
     * Wakes the readers whose lines or deadlines are due.
     *
     * @return whether there were lines
     */
    private boolean send() {
        long now = System.nanoTime();
        if (followed && now - tickNanos >= 0) {
            tickNanos = now + TICK_NANOS;
            tick(now);
        }
        List<Channel> due = unsent.isEmpty() ? List.of() : seal(now);
        due.forEach(channel -> channel.wake(System.nanoTime()));
        return !due.isEmpty();
    }

    private List<Channel> seal(long now) {
        var due = new ArrayList<Channel>();
        lock.lock();
        try {
            int keep = KEPT_BYTES / Math.max(1, channels.size());
            for (Channel channel : unsent) {
                if (now - channel.dueNanos() >= 0) {
                    channel.seal(position, keep);
                    due.add(channel);
                }
            }
        } finally {
            lock.unlock();
        }
        due.forEach(unsent::remove);
        return due;
    }

    /** Wakes the readers whose deadline has passed. */
    private void tick(long now) {
        lock.lock();
        try {
            channels.values()
                    .forEach(channel -> channel.seats().forEach(seat -> seat.wakeIfDue(now)));
        } finally {
            lock.unlock();
        }
    }

    private void retireAll() {
        lock.lock();
        try {
            retire();
        } finally {
            lock.unlock();
        }
    }

    private void retire() {
        channels.values().forEach(Channel::retire);
        channels.clear();
        followed = false;
    }
}
