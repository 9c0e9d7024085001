package dev.carillon.deliver;

import dev.carillon.delivery.Owed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Knows which order key may be tried next: those ready in number order, those waiting in due order.
 * Pure state, for one thread at a time.
 */
final class Schedule {
    private final Map<String, Track> tracks = new HashMap<>();
    private final TreeSet<Track> ready = new TreeSet<>(Track.BY_NUMBER);
    private final TreeSet<Track> waiting = new TreeSet<>(Track.BY_DUE);

    /** All deliveries held that are not parked, by number. */
    private final TreeMap<Long, Track> window = new TreeMap<>();

    /** The tracks that hold more than their share. */
    private final Set<Track> fat = new HashSet<>();

    private final int share;
    private Duration longestWait = Duration.ofHours(1);
    private int parkedKeys;

    /**
     * Holds nothing yet.
     *
     * @param share a key with more deliveries than this takes the place of others
     */
    Schedule(int share) {
        this.share = share;
    }

    /** From now on nothing waits longer than this, whatever a clock that was set back made it. */
    void longestWait(Duration wait) {
        longestWait = wait;
    }

    /** How many deliveries are held that are not parked. */
    int size() {
        return window.size();
    }

    /** How many order keys are parked. */
    int parkedKeys() {
        return parkedKeys;
    }

    boolean isEmpty() {
        return tracks.isEmpty();
    }

    boolean nothingReady() {
        return ready.isEmpty();
    }

    /** The smallest number held, or {@code next} when none is. */
    long head(long next) {
        return window.isEmpty() ? next : window.firstKey();
    }

    /** The track of the smallest number held. */
    Optional<Track> oldest() {
        return window.isEmpty() ? Optional.empty() : Optional.of(window.firstEntry().getValue());
    }

    /** Adds a track whose deliveries are all on disk. */
    void addParked(Owed head, Instant now) {
        Track track = Track.parked(head);
        tracks.put(track.key(), track);
        parkedKeys++;
        place(track, now);
    }

    /** Whether deliveries of this key go to disk. */
    boolean isParked(String orderKey) {
        Track track = tracks.get(orderKey);
        return track != null && track.parked();
    }

    /** Adds a delivery behind those of its key. */
    void add(Owed owed, Instant now) {
        Track track = tracks.computeIfAbsent(owed.orderKey(), Track::new);
        boolean first = track.finished();
        track.add(owed);
        window.put(owed.number(), track);
        if (track.size() > share) {
            fat.add(track);
        }
        if (first) {
            place(track, now);
        }
    }

    /** Notes that a delivery was parked behind those of its key. */
    void addOnDisk(String orderKey, Instant now) {
        Track track = track(orderKey);
        boolean idle = track.finished() && !track.busy();
        track.addOnDisk();
        if (idle) {
            place(track, now);
        }
    }

    /** The tracks held now, in number order. */
    List<Track> all() {
        return tracks.values().stream().sorted(Track.BY_NUMBER).toList();
    }

    /** The track of a key, if it has deliveries. */
    Optional<Track> find(String orderKey) {
        return Optional.ofNullable(tracks.get(orderKey));
    }

    /** The smallest number that may be owed, parked or not; {@code next} when none is held. */
    long smallest(long next) {
        long parked =
                parkedKeys == 0
                        ? next
                        : tracks.values().stream()
                                .filter(Track::parked)
                                .mapToLong(Track::first)
                                .min()
                                .orElse(next);
        return Math.min(head(next), parked);
    }

    /** The next track to be tried, taken out until {@link #place} puts it back. */
    Optional<Track> takeReady() {
        return Optional.ofNullable(ready.pollFirst());
    }

    /**
     * A track that was taken, and behind it those ready that may share a message with it, taken
     * too: in number order, as long as they pass. None is waited for.
     *
     * @param most tracks in all
     */
    List<Track> takeAlong(Track taken, int most, Predicate<Track> passes) {
        var all = new ArrayList<>(List.of(taken));
        while (all.size() < most && !ready.isEmpty()) {
            Track next = ready.first();
            if (next.unread() || !next.mayShare() || !passes.test(next)) {
                return all;
            }
            all.add(next);
            ready.remove(next);
        }
        return all;
    }

    /**
     * The best of those ready to find out whether the endpoint works: the newest that was never
     * tried. The oldest are near those that opened the breaker, and may share what ails them.
     */
    Optional<Track> takeProbe() {
        Optional<Track> fresh = ready.descendingSet().stream().filter(Track::fresh).findFirst();
        fresh.ifPresent(ready::remove);
        return fresh.or(this::takeReady);
    }

    /** The next track of those waiting, but for those the endpoint itself answered. */
    Optional<Track> takeWaiting() {
        Optional<Track> first = waiting.stream().filter(track -> !track.pinned()).findFirst();
        first.ifPresent(waiting::remove);
        return first;
    }

    /** A parked track that is not busy, one that is ready before one that waits. */
    Optional<Track> takeParked() {
        Optional<Track> first =
                Stream.concat(ready.stream(), waiting.stream()).filter(Track::parked).findFirst();
        first.ifPresent(this::take);
        return first;
    }

    /** Takes a track out, wherever it is, to change it. */
    void take(Track track) {
        if (!ready.remove(track)) {
            waiting.remove(track);
        }
    }

    /** Puts a track where it belongs now; one with nothing left is forgotten. */
    void place(Track track, Instant now) {
        if (track.busy()) {
            return;
        }
        if (track.finished()) {
            tracks.remove(track.key());
            parkedKeys -= track.parked() ? 1 : 0;
        } else if (track.due().isAfter(now)) {
            track.dueBy(now.plus(shorter(track.pause(), longestWait)));
            waiting.add(track);
        } else {
            ready.add(track);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Moves those whose time has come from waiting to ready. */
    void wake(Instant now) {
        while (!waiting.isEmpty() && !waiting.first().due().isAfter(now)) {
            ready.add(waiting.pollFirst());
        }
    }

    /** Lets all wait no longer, but for those the endpoint itself answered: they are to blame. */
    void wakeAll() {
        for (Track track : List.copyOf(waiting)) {
            if (!track.pinned()) {
                waiting.remove(track);
                track.dueNow();
                ready.add(track);
            }
        }
    }

    /** When the first of those waiting is due. */
    Optional<Instant> nextDue() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first().due());
    }

    /** The first delivery of a track is settled. */
    void removeHead(Track track) {
        window.remove(track.head().number());
        track.removeHead();
        if (track.size() <= share) {
            fat.remove(track);
        }
    }

    /**
     * Parks the tracks that wait, so that others can be read.
     *
     * @param most how many keys may be parked in all
     * @return the deliveries to be moved on disk, in number order for each key
     */
    List<Owed> parkWaiting(int most) {
        return park(waiting, most);
    }

    /** Parks the tracks that hold more than their share, the oldest first, in the same way. */
    List<Owed> parkFat(int most) {
        return fat.isEmpty()
                ? List.of()
                : park(fat.stream().sorted(Track.BY_NUMBER).toList(), most);
    }

    private List<Owed> park(Collection<Track> those, int most) {
        var moved = new ArrayList<Owed>();
        for (Track track : those) {
            if (!track.parked() && parkedKeys < most) {
                List<Owed> all = track.park();
                all.forEach(owed -> window.remove(owed.number()));
                moved.addAll(all);
                fat.remove(track);
                parkedKeys++;
            }
        }
        return moved;
    }

    /** The track of a key that has deliveries. */
    Track track(String orderKey) {
        Track track = tracks.get(orderKey);
        if (track == null) {
            throw new IllegalStateException("nothing is held of key " + orderKey);
        }
        return track;
    }
}
