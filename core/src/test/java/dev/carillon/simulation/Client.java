package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Origin;
import dev.carillon.journal.Journal;
import dev.carillon.journal.KeptEvent;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.store.Attributes;
import dev.carillon.store.Body;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.NewObject;
import dev.carillon.store.Outcome;
import dev.carillon.store.Precondition;
import dev.carillon.store.Refusal;
import dev.carillon.store.Removal;
import dev.carillon.store.Removed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A client with one request: creates or removes an object, and notes at its commit which deliveries
 * are owed.
 */
final class Client implements Committer {
    private static final Origin ORIGIN = new Origin("me", "", "r", "h");

    private final Wish wish;
    private final Server server;
    private final Operator operator;
    private final Witness witness;
    private final Runnable look;
    private Set<WitnessedTopic> known = Set.of();
    private Map<WitnessedTopic, Long> numbers = Map.of();
    private Instant madeUp = Instant.EPOCH;
    private boolean committed;
    private long stamp;

    /** The change that the client requests. */
    record Wish(String bucket, String key, boolean removes) {
        boolean quick() {
            return bucket.equals(Operator.QUICK_BUCKET);
        }

        private EventType type() {
            return removes ? EventType.REMOVED_DELETE : EventType.CREATED_PUT;
        }
    }

    /**
     * Creates a client, which makes its request in {@link #ask}.
     *
     * @param look lets the witness see the decisions made so far
     */
    Client(Wish wish, Server server, Operator operator, Witness witness, Runnable look) {
        this.wish = wish;
        this.server = server;
        this.operator = operator;
        this.witness = witness;
        this.look = look;
    }

    /** Makes the request; an answer means that the change is durable. */
    void ask() {
        try {
            boolean changed = wish.removes() ? remove() : put();
            demand(changed == committed, () -> wish.key() + " was answered: " + changed);
            witness.announced(stamp);
            numbers.forEach((topic, last) -> topic.live.queue().offered(last));
            if (changed && wish.quick()) {
                witness.answersClient(wish.key(), stamp);
            }
        } catch (UnknownOutcomeException _) {
            // The client gets no answer; a restart shows what happened.
        } catch (NotCommittedException _) {
            demand(!committed, () -> wish + " is refused, and was committed");
            witness.saw(Coverage.REFUSED_CHANGE);
        }
    }

    @Override
    public void prepared() {
        if (wish.quick()) {
            return;
        }
        look.run();
        madeUp = witness.now();
        known = operator.owedFor(wish.bucket(), wish.key(), wish.type()).keySet();
        for (WitnessedTopic topic : known) {
            Room room = topic.expectedPolicy().room();
            demand(
                    room.dropsOldest() || !topic.live.queue().mustBeFull(room),
                    () -> wish + " is taken: " + topic + ", " + topic.live.queue() + ", " + room);
        }
    }

    @Override
    public void committed(long stamp, Journal journal) {
        demand(!committed, () -> wish + " was committed twice by one request");
        committed = true;
        this.stamp = stamp;
        Optional<ObjectEvent> event = journal.event(stamp).map(KeptEvent::event);
        demand(
                event.filter(objectEvent -> objectEvent.change().object().key().equals(wish.key()))
                        .isPresent(),
                () -> wish + " was committed as " + stamp + " without its event");
        witness.changed(event.orElseThrow());
        if (wish.quick()) {
            witness.promisedSynchronously(event.orElseThrow());
        } else {
            promise(event.orElseThrow(), journal);
        }
    }

    private void promise(ObjectEvent event, Journal journal) {
        var last = new LinkedHashMap<WitnessedTopic, Long>();
        Map<WitnessedTopic, Set<String>> owed =
                operator.owedFor(wish.bucket(), wish.key(), wish.type());
        owed.forEach((topic, rules) -> {
            witness.promised(topic.live, event, new Witness.Found(rules, madeUp), journal);
            last.put(topic, (long) topic.live.promises().size());
        });
        numbers = last;
    }

    private boolean put() {
        var wanted =
                new NewObject(
                        wish.bucket(),
                        wish.key(),
                        EventType.CREATED_PUT,
                        Attributes.none(),
                        new Precondition.None(),
                        ORIGIN);
        try {
            return switch (server.store().objects().put(wanted, new OneByte())) {
                case Outcome.Done<?> _ -> true;
                case Outcome.Refused<?>(Refusal why) -> refused(why);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean remove() {
        var removal = new Removal(wish.bucket(), wish.key(), new Precondition.None(), ORIGIN);
        return switch (server.store().objects().delete(removal)) {
            case Outcome.Done<Removed>(var removed) -> removed.version().isPresent();
            case Outcome.Refused<Removed>(Refusal why) -> refused(why);
        };
    }

    private boolean refused(Refusal why) {
        if (why == Refusal.QUEUE_FULL) {
            look.run();
            boolean full =
                    operator.owedFor(wish.bucket(), wish.key(), wish.type()).keySet().stream()
                            .filter(witnessedTopic ->
                                    !witnessedTopic.expectedPolicy().room().dropsOldest())
                            .anyMatch(witnessedTopic ->
                                    witnessedTopic
                                            .live
                                            .queue()
                                            .mayBeFull(witnessedTopic.expectedPolicy().room()));
            demand(full, () -> wish + " is refused, though no queue is full");
            witness.saw(Coverage.QUEUE_FULL);
        } else {
            demand(wish.removes() || why != Refusal.NO_SUCH_OBJECT, () -> wish + ": " + why);
        }
        return false;
    }

    private record OneByte() implements Body {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(new byte[1]);
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(1);
        }

        @Override
        public String etag() {
            return "etag";
        }

        @Override
        public List<KeptChecksum> checksums() {
            return List.of();
        }
    }
}
