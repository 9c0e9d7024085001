package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.FinalState;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The deliveries that were given up: reads them, sends them again, or purges them. Each letter
 * leaves exactly once, however often that is requested, because its removal and the delivery that
 * replaces it are one commit.
 *
 * <p>Thread-safe; changes are durable when the method returns.
 *
 * <p>Every method that writes throws {@link CannotWriteException} if the disk failed.
 */
public final class DeadLetters {
    /** The limit of letters that leave in one commit. */
    private static final int AT_ONCE = 200;

    private final State state;
    private final Ledger ledger;
    private final Reissue reissue;

    /**
     * Reads the letters that {@code ledger} writes into {@code state}; {@code journal} counts what
     * is sent again.
     */
    public DeadLetters(State state, Journal journal, Ledger ledger) {
        this.state = state;
        this.ledger = ledger;
        this.reissue = new Reissue(state, journal);
    }

    /** A place in the order of all letters: by lane, then by number. */
    public record LetterId(LaneId lane, long number) {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(r?)-([0-9]{1,18})");

        /**
         * Reads a place from its text.
         *
         * @throws IllegalArgumentException if the text is not a place
         */
        public static LetterId parse(String text) {
            Matcher it = FORM.matcher(text);
            if (!it.matches()) {
                throw new IllegalArgumentException(
                        "'%s' is no id of a dead letter: they look like 17-3".formatted(text));
            }
            var lane = new LaneId(Long.parseLong(it.group(1)), !it.group(2).isEmpty());
            return new LetterId(lane, Long.parseLong(it.group(3)));
        }

        /**
         * Returns the letter's id: the lane's topic, {@code r} for its replay lane, and the number.
         */
        @Override
        public String toString() {
            return lane + "-" + number;
        }

        /** Returns the place of a letter. */
        public static LetterId of(DeadLetter letter) {
            return new LetterId(letter.delivery().lane(), letter.delivery().number());
        }
    }

    /** Returns the letter at a place. */
    public Optional<DeadLetter> find(LetterId letterId) {
        return state.get(JournalKeys.dead(letterId.lane(), letterId.number()))
                .map(stamped ->
                        DeliveryCodec.readDead(
                                letterId.lane(), letterId.number(), stamped.value()));
    }

    /**
     * Returns whether the lane ever gave that number; otherwise there cannot have been such a
     * letter.
     */
    public boolean mayHaveBeen(LetterId letterId) {
        return state.get(JournalKeys.counter(letterId.lane()))
                .filter(stamped -> letterId.number() <= new BytesReader(stamped.value()).i64())
                .isPresent();
    }

    /** Returns letters of one lane after a place, in number order. */
    public List<DeadLetter> of(LaneId lane, long after, int limit) {
        Key from = JournalKeys.dead(lane, after + 1);
        return read(from, JournalKeys.deadOf(lane).afterPrefix(), _ -> true, limit);
    }

    /**
     * Returns the wanted letters of all lanes.
     *
     * @param after letters up to this place are skipped; empty = from the first
     */
    public List<DeadLetter> all(Optional<LetterId> after, Predicate<DeadLetter> wanted, int limit) {
        Key all = JournalKeys.allDead();
        Key from =
                after.map(letterId -> JournalKeys.dead(letterId.lane(), letterId.number() + 1))
                        .orElse(all);
        return read(from, all.afterPrefix(), wanted, limit);
    }

    /**
     * Sends letters again: each becomes a new delivery and stops being a letter. A letter that has
     * left meanwhile is skipped, and one whose event the disk damaged stays a letter.
     *
     * @param to the lane to which a letter goes; empty = there is none, the letter stays
     * @param now the start of the age of the new deliveries
     * @return the new deliveries
     */
    public List<Owed> replay(
            List<DeadLetter> letters, Function<DeadLetter, Optional<LaneId>> to, Instant now) {
        var going = new ArrayList<Going>();
        for (DeadLetter letter : letters) {
            to.apply(letter)
                    .map(lane -> new Asked(lane, letter.delivery().rule()))
                    .ifPresent(asked -> going.add(new Going(letter, asked)));
        }
        var made = new ArrayList<Owed>();
        for (List<Going> some : chunks(going)) {
            List<List<Going>> left = byEvent(some);
            while (!left.isEmpty()) {
                made.addAll(ledger.alone(() -> replaySome(left, now)));
            }
        }
        return made;
    }

    /** Purges letters and returns how many still existed. */
    public int purge(List<DeadLetter> letters, Instant now) {
        int purged = 0;
        for (List<DeadLetter> some : chunks(letters)) {
            purged += ledger.alone(() -> purgeSome(some, now));
        }
        return purged;
    }

    /**
     * Returns the last number given in each lane; deliveries that are sent again from now on have
     * larger ones.
     */
    public Map<LaneId, Long> numbersGiven() {
        var given = new HashMap<LaneId, Long>();
        try (View view = state.view();
                Scan scan = view.scan(JournalKeys.counters())) {
            while (scan.next()) {
                given.put(JournalKeys.lane(scan.key()), new BytesReader(scan.value()).i64());
            }
        }
        return given;
    }

    /** Returns the number of letters of a lane. */
    public long count(LaneId lane) {
        return state.get(JournalKeys.books(lane))
                .map(stamped -> Books.read(stamped.value()))
                .map(books -> books.dead() - books.gone())
                .orElse(0L);
    }

    private List<DeadLetter> read(Key from, Key end, Predicate<DeadLetter> wanted, int limit) {
        var letters = new ArrayList<DeadLetter>();
        try (View view = state.bulkView();
                Scan scan = view.scan(from, end, View.Order.FORWARD)) {
            while (letters.size() < limit && scan.next()) {
                Key key = scan.key();
                var letter =
                        DeliveryCodec.readDead(
                                JournalKeys.lane(key), JournalKeys.lastNumber(key), scan.value());
                if (wanted.test(letter)) {
                    letters.add(letter);
                }
            }
        }
        return letters;
    }

    /**
     * A letter and the delivery that it is to become, decided once, even if its topic changes
     * meanwhile.
     */
    private record Going(DeadLetter letter, Asked asked) {
        long event() {
            return letter.delivery().eventStamp();
        }
    }

    /** Returns the letters of each event together, because a commit writes an event once. */
    private static List<List<Going>> byEvent(List<Going> letters) {
        Map<Long, List<Going>> byEvent = new LinkedHashMap<>();
        letters.forEach(
                going -> byEvent.computeIfAbsent(going.event(), _ -> new ArrayList<>()).add(going));
        return new ArrayList<>(byEvent.values());
    }

    /**
     * Sends the letters of the first events again, as many as one commit should take.
     *
     * @param left the letters of each event; loses those that were sent or cannot be
     */
    private List<Owed> replaySome(List<List<Going>> left, Instant now) {
        while (true) {
            var leaving = new Leaving(FinalState.Kind.REPLAYED, now);
            var numbers = new ArrayList<Hole.Next>();
            var sent = new ArrayList<List<Going>>();
            int looked = 0;
            while (looked < left.size() && !Reissue.full(leaving.commit)) {
                List<Going> same = leaving.addAll(left.get(looked++));
                if (!same.isEmpty()) {
                    List<Asked> asked = same.stream().map(Going::asked).toList();
                    ObjectEvent event = mostComplete(same);
                    numbers.addAll(reissue.owe(leaving.commit, event, asked, now));
                    sent.add(same);
                }
            }
            Optional<CommitResult.Committed> done = leaving.commit();
            if (done.isPresent()) {
                left.subList(0, looked).clear();
                List<Owed> made = made(sent, numbers.iterator(), done.get(), now);
                reissue.grew(made);
                return made;
            }
        }
    }

    /** Returns the event of the letters, with its message if one of them has it. */
    private static ObjectEvent mostComplete(List<Going> same) {
        return same.stream()
                .map(going -> going.letter().event())
                .filter(event -> event.change().original().flatMap(Original::message).isPresent())
                .findFirst()
                .orElseGet(() -> same.getFirst().letter().event());
    }

    private static List<Owed> made(
            List<List<Going>> byEvent,
            Iterator<Hole.Next> numbers,
            CommitResult.Committed done,
            Instant now) {
        var made = new ArrayList<Owed>();
        for (List<Going> same : byEvent) {
            for (Going it : same) {
                long number = done.number(numbers.next());
                made.add(Reissue.owed(it.asked(), number, it.letter().event(), now));
            }
        }
        return made;
    }

    private int purgeSome(List<DeadLetter> letters, Instant now) {
        while (true) {
            var leaving = new Leaving(FinalState.Kind.PURGED, now);
            int there = (int) letters.stream().filter(leaving::add).count();
            if (leaving.commit().isPresent()) {
                return there;
            }
        }
    }

    /** The presence of an event in the log. */
    private enum Logged {
        THERE,
        GONE,
        UNREADABLE
    }

    private Logged log(long stamp) {
        try {
            boolean there = state.get(JournalKeys.event(stamp)).isPresent();
            return there ? Logged.THERE : Logged.GONE;
        } catch (DamagedStateException e) {
            return Logged.UNREADABLE;
        }
    }

    private static <T> List<List<T>> chunks(List<T> letters) {
        var chunks = new ArrayList<List<T>>();
        for (int from = 0; from < letters.size(); from += AT_ONCE) {
            chunks.add(letters.subList(from, Math.min(letters.size(), from + AT_ONCE)));
        }
        return chunks;
    }

    /** A commit by which letters leave: it includes books, final states and the log's fence. */
    private final class Leaving {
        private final Commit commit = new Commit();
        private final Map<LaneId, Books> changed = new HashMap<>();
        private final BooksCache books = ledger.freshBooks();
        private final FinalState.Kind kind;
        private final Instant now;

        Leaving(FinalState.Kind kind, Instant now) {
            this.kind = kind;
            this.now = now;
            LogFence.read(state).pass(commit);
        }

        /**
         * Adds a letter.
         *
         * @return false if it has left already
         */
        boolean add(DeadLetter letter) {
            Delivery it = letter.delivery();
            Key key = JournalKeys.dead(it.lane(), it.number());
            Optional<Stamped> kept = state.get(key);
            kept.ifPresent(there -> {
                commit.checkStamp(key, there.stamp()).delete(key);
                Books before = changed.getOrDefault(it.lane(), books.of(it.lane()));
                changed.put(it.lane(), before.oneGone());
                end(it);
            });
            return kept.isPresent();
        }

        /** Adds letters of one event and returns those that leave: none if it is unreadable. */
        List<Going> addAll(List<Going> same) {
            return log(same.getFirst().event()) == Logged.UNREADABLE
                    ? List.of()
                    : same.stream().filter(going -> add(going.letter())).toList();
        }

        /**
         * Adds the final state. It is stored as long as its event, so it is left out if the event
         * has left the log.
         */
        private void end(Delivery it) {
            if (kind == FinalState.Kind.REPLAYED || log(it.eventStamp()) != Logged.GONE) {
                commit.put(
                        JournalKeys.ending(it.eventStamp(), it.lane(), it.number()),
                        DeliveryCodec.write(FinalState.of(it, kind, now)));
            }
        }

        /**
         * Commits.
         *
         * @return empty if another commit was faster, so that everything must be read again
         */
        Optional<CommitResult.Committed> commit() {
            changed.forEach((lane, after) -> books.put(commit, lane, after));
            if (state.commit(commit) instanceof CommitResult.Committed done) {
                return Optional.of(done);
            }
            return Optional.empty();
        }
    }
}
