package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.DeadLetters.LetterId;
import dev.carillon.registry.Topics;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Where deliveries that were given up are looked at, sent again, or thrown away.
 *
 * <p>Sending again is idempotent: a letter becomes one new delivery, in the commit that takes the
 * letter away. For any number of threads; what changes is durable when the method returns.
 */
public final class DeadLetterOffice {
    private static final int PAGE = 500;

    private final DeadLetters letters;
    private final Topics topics;
    private final Deliverer deliverer;
    private final InstantSource clock;

    /** Looks after these letters. */
    public DeadLetterOffice(
            DeadLetters letters, Topics topics, Deliverer deliverer, InstantSource clock) {
        this.letters = letters;
        this.topics = topics;
        this.deliverer = deliverer;
        this.clock = clock;
    }

    /**
     * Which letters are meant: all of what is said must hold; nothing said means every letter.
     *
     * @param topic by the name of the topic they were owed to, which may be deleted
     * @param rule the id of the rule that asked
     * @param bucket the name of the event's bucket
     * @param since given up then or later
     * @param reason why they were given up
     */
    public record Selection(
            Optional<String> topic,
            Optional<String> rule,
            Optional<String> bucket,
            Optional<Instant> since,
            Optional<DeadReason> reason) {
        /** Every letter. */
        public static Selection all() {
            return of(Optional.empty(), Optional.empty());
        }

        /** All that were owed to a topic. */
        public static Selection ofTopic(String name) {
            return of(Optional.of(name), Optional.empty());
        }

        /** All about a bucket's objects. */
        public static Selection ofBucket(String name) {
            return of(Optional.empty(), Optional.of(name));
        }

        private static Selection of(Optional<String> topic, Optional<String> bucket) {
            return new Selection(
                    topic, Optional.empty(), bucket, Optional.empty(), Optional.empty());
        }
    }

    /** A letter and the name of the topic it was owed to, empty where nobody knows it any more. */
    public record Labelled(DeadLetter letter, String topic) {
        /** The letter's id. */
        public LetterId place() {
            return LetterId.of(letter);
        }
    }

    /**
     * What became of the letters that were meant.
     *
     * @param done that many were sent again, or purged
     * @param kept that many stay, as their topic is gone and no topic has its name
     */
    public record Outcome(int done, int kept) {}

    /** Letters that are meant and come after a place, at most {@code limit}. */
    public List<Labelled> list(Selection selection, Optional<LetterId> after, int limit) {
        return letters.all(after, it -> meant(selection, it), limit).stream()
                .map(this::labelled)
                .toList();
    }

    /** One letter. */
    public Optional<Labelled> find(LetterId place) {
        return letters.find(place).map(this::labelled);
    }

    /** Whether there can have been such a letter: then it may have been sent again or purged. */
    public boolean mayHaveBeen(LetterId place) {
        return letters.mayHaveBeen(place);
    }

    /** Sends all that are meant again, as of now: each to its topic, or the one of that name. */
    public Outcome replay(Selection selection) {
        return forAll(selection, this::replay);
    }

    /** Sends one again; 0 done when it is not there (any more). */
    public Outcome replay(LetterId place) {
        List<DeadLetter> one = letters.find(place).stream().toList();
        int done = replay(one);
        return new Outcome(done, one.size() - done);
    }

    /** Throws all away that are meant, as of now. */
    public Outcome purge(Selection selection) {
        return forAll(selection, this::purge);
    }

    /** Throws one away. */
    public Outcome purge(LetterId place) {
        return new Outcome(purge(letters.find(place).stream().toList()), 0);
    }

    /** Throws away what was given up before a moment. */
    public Outcome expire(Instant before) {
        return forAll(it -> !it.at().isAfter(before), this::purge);
    }

    private int replay(List<DeadLetter> some) {
        List<Owed> again = letters.replay(some, this::laneNow, clock.instant());
        again.forEach(deliverer::offer);
        return again.size();
    }

    private int purge(List<DeadLetter> some) {
        return letters.purge(some, clock.instant());
    }

    /** Only those there before: what is sent again and fails at once is not sent for ever. */
    private Outcome forAll(Selection selection, ToIntFunction<List<DeadLetter>> action) {
        Map<LaneId, Long> given = letters.numbersGiven();
        return forAll(it -> isUpTo(given, it.delivery()) && meant(selection, it), action);
    }

    private static boolean isUpTo(Map<LaneId, Long> given, Delivery delivery) {
        return delivery.number() <= given.getOrDefault(delivery.lane(), 0L);
    }

    private Outcome forAll(Predicate<DeadLetter> meant, ToIntFunction<List<DeadLetter>> action) {
        int done = 0;
        int seen = 0;
        List<DeadLetter> page = letters.all(Optional.empty(), meant, PAGE);
        while (!page.isEmpty()) {
            done += action.applyAsInt(page);
            seen += page.size();
            page = letters.all(Optional.of(LetterId.of(page.getLast())), meant, PAGE);
        }
        return new Outcome(done, seen - done);
    }

    private boolean meant(Selection selection, DeadLetter it) {
        return says(selection.reason(), it.reason())
                && says(selection.rule(), it.delivery().rule())
                && says(selection.bucket(), it.event().change().bucket().name())
                && selection.since().filter(since -> it.at().isBefore(since)).isEmpty()
                && (selection.topic().isEmpty() || says(selection.topic(), topicOf(it)));
    }

    private static <T> boolean says(Optional<T> wanted, T found) {
        return wanted.isEmpty() || wanted.get().equals(found);
    }

    private Optional<LaneId> laneNow(DeadLetter letter) {
        return topics.findShown(topicOf(letter)).map(it -> new LaneId(it.lane()).ofReplays());
    }

    private Labelled labelled(DeadLetter letter) {
        return new Labelled(letter, topicOf(letter));
    }

    private String topicOf(DeadLetter letter) {
        return topics.nameOf(letter.delivery().lane().topic()).orElse("");
    }
}
