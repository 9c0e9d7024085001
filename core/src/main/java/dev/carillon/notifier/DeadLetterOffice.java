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
 * Shows dead letters, sends them again, or purges them.
 *
 * <p>Sending again is idempotent: a letter becomes one new delivery, in the commit that removes the
 * letter. Thread-safe; changes are durable when the method returns.
 */
public final class DeadLetterOffice {
    private static final int PAGE = 500;

    private final DeadLetters letters;
    private final Topics topics;
    private final Deliverer deliverer;
    private final InstantSource clock;

    /** Creates the office of these letters. */
    public DeadLetterOffice(
            DeadLetters letters, Topics topics, Deliverer deliverer, InstantSource clock) {
        this.letters = letters;
        this.topics = topics;
        this.deliverer = deliverer;
        this.clock = clock;
    }

    /**
     * A selection of letters: all given conditions must hold; without conditions it means every
     * letter.
     *
     * @param topic the name of the topic to which they were owed, which may be deleted
     * @param rule the id of the rule that matched
     * @param bucket the name of the event's bucket
     * @param since given up then or later
     * @param reason the reason for giving them up
     */
    public record Selection(
            Optional<String> topic,
            Optional<String> rule,
            Optional<String> bucket,
            Optional<Instant> since,
            Optional<DeadReason> reason) {
        /** Returns the selection of every letter. */
        public static Selection all() {
            return of(Optional.empty(), Optional.empty());
        }

        /** Returns the selection of the letters that were owed to a topic. */
        public static Selection ofTopic(String name) {
            return of(Optional.of(name), Optional.empty());
        }

        /** Returns the selection of the letters about a bucket's objects. */
        public static Selection ofBucket(String name) {
            return of(Optional.empty(), Optional.of(name));
        }

        private static Selection of(Optional<String> topic, Optional<String> bucket) {
            return new Selection(
                    topic, Optional.empty(), bucket, Optional.empty(), Optional.empty());
        }
    }

    /**
     * A letter and the name of the topic to which it was owed; the name is empty if it is not known
     * any more.
     */
    public record Labelled(DeadLetter letter, String topic) {
        /** Returns the letter's id. */
        public LetterId place() {
            return LetterId.of(letter);
        }
    }

    /**
     * The outcome for the selected letters.
     *
     * @param done the number that was sent again or purged
     * @param kept the number that stays, because the topic is gone and no topic has its name
     */
    public record Outcome(int done, int kept) {}

    /** Returns the selected letters after a place, at most {@code limit}. */
    public List<Labelled> list(Selection selection, Optional<LetterId> after, int limit) {
        return letters.all(after, deadLetter -> meant(selection, deadLetter), limit).stream()
                .map(this::labelled)
                .toList();
    }

    /** Returns one letter. */
    public Optional<Labelled> find(LetterId place) {
        return letters.find(place).map(this::labelled);
    }

    /**
     * Returns whether there can have been such a letter, which may have been sent again or purged.
     */
    public boolean mayHaveBeen(LetterId place) {
        return letters.mayHaveBeen(place);
    }

    /**
     * Sends all selected letters that exist now again: each to its topic, or to the present topic
     * of that name.
     */
    public Outcome replay(Selection selection) {
        return forAll(selection, this::replay);
    }

    /** Sends one letter again; the outcome is 0 done if it does not exist (any more). */
    public Outcome replay(LetterId place) {
        List<DeadLetter> one = letters.find(place).stream().toList();
        int done = replay(one);
        return new Outcome(done, one.size() - done);
    }

    /** Purges all selected letters that exist now. */
    public Outcome purge(Selection selection) {
        return forAll(selection, this::purge);
    }

    /** Purges one letter. */
    public Outcome purge(LetterId place) {
        return new Outcome(purge(letters.find(place).stream().toList()), 0);
    }

    /** Purges the letters of deliveries that were given up at or before a moment. */
    public Outcome expire(Instant before) {
        return forAll(deadLetter -> !deadLetter.at().isAfter(before), this::purge);
    }

    private int replay(List<DeadLetter> some) {
        List<Owed> again = letters.replay(some, this::laneNow, clock.instant());
        again.forEach(deliverer::offer);
        return again.size();
    }

    private int purge(List<DeadLetter> some) {
        return letters.purge(some, clock.instant());
    }

    /**
     * Acts only on letters that exist at the start, so that a letter which is sent again and fails
     * immediately is not sent for ever.
     */
    private Outcome forAll(Selection selection, ToIntFunction<List<DeadLetter>> action) {
        Map<LaneId, Long> given = letters.numbersGiven();
        return forAll(
                deadLetter -> isUpTo(given, deadLetter.delivery()) && meant(selection, deadLetter),
                action);
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
        return topics.findShown(topicOf(letter))
                .map(keptTopic -> new LaneId(keptTopic.lane()).ofReplays());
    }

    private Labelled labelled(DeadLetter letter) {
        return new Labelled(letter, topicOf(letter));
    }

    private String topicOf(DeadLetter letter) {
        return topics.nameOf(letter.delivery().lane().topic()).orElse("");
    }
}
