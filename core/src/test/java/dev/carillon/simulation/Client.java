package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Origin;
import dev.carillon.journal.Journal;
import dev.carillon.journal.KeptEvent;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.store.Attributes;
import dev.carillon.store.Body;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.NewObject;
import dev.carillon.store.Outcome;
import dev.carillon.store.Precondition;
import dev.carillon.store.Removal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One request: it makes or removes an object, and notes at the moment of its commit what is owed.
 */
final class Client {
    private static final Origin ORIGIN = new Origin("me", "", "r", "h");

    private final String bucket;
    private final String key;
    private final boolean removes;
    private final Server server;
    private final Operator operator;
    private final Witness witness;
    private Set<WitnessedLane> known = Set.of();
    private boolean committed;
    private long stamp;

    Client(
            String bucket,
            String key,
            boolean removes,
            Server server,
            Operator operator,
            Witness witness) {
        this.bucket = bucket;
        this.key = key;
        this.removes = removes;
        this.server = server;
        this.operator = operator;
        this.witness = witness;
    }

    boolean quick() {
        return bucket.equals(Operator.QUICK_BUCKET);
    }

    /** Makes the request; an answer means that it is durable. */
    void ask() {
        try {
            boolean changed = removes ? remove() : put();
            demand(changed == committed, () -> key + " was answered: " + changed);
            if (changed && quick()) {
                witness.answersClient(key, stamp);
            }
        } catch (UnknownOutcomeException _) {
            // Nobody is answered; a restart will show.
        }
    }

    /** Its commit is made up, and about to be tried. */
    void prepared() {
        known = operator.owedFor(key, type()).keySet();
    }

    private EventType type() {
        return removes ? EventType.REMOVED_DELETE : EventType.CREATED_PUT;
    }

    /** Its commit is on disk. */
    void committed(long stamp) {
        committed(stamp, server.journal());
    }

    /** Its commit is on disk, as this journal has it. */
    void committed(long stamp, Journal journal) {
        demand(!committed, () -> key + " was committed twice by one request");
        committed = true;
        this.stamp = stamp;
        Optional<ObjectEvent> event = journal.event(stamp).map(KeptEvent::event);
        demand(
                event.filter(it -> it.change().object().key().equals(key)).isPresent(),
                () -> key + " was changed by commit " + stamp + " without its event");
        if (quick()) {
            witness.promisedAtOnce(key, stamp);
            return;
        }
        Map<WitnessedLane, Set<String>> owed = operator.owedFor(key, type());
        // A topic made since then is not told: nothing in the commit could know of it.
        owed.keySet().retainAll(known);
        var happened = event.orElseThrow().change().time();
        owed.forEach((lane, rules) -> witness.promised(lane, key, stamp, happened, rules));
    }

    private boolean put() {
        var wanted =
                new NewObject(
                        bucket,
                        key,
                        EventType.CREATED_PUT,
                        Attributes.none(),
                        new Precondition.None(),
                        ORIGIN);
        try {
            return server.store().objects().put(wanted, new OneByte()) instanceof Outcome.Done<?>;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean remove() {
        var removal = new Removal(bucket, key, new Precondition.None(), ORIGIN);
        return switch (server.store().objects().delete(removal)) {
            case Outcome.Done<? extends Optional<?>>(var removed) -> removed.isPresent();
            case Outcome.Refused<? extends Optional<?>> _ -> false;
        };
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
