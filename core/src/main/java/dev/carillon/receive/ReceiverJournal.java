package dev.carillon.receive;

import dev.carillon.delivery.LaneId;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.engine.EventRetention;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.notifier.Receptions;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.SecretsSealing;
import dev.carillon.rule.Recipient;
import dev.carillon.script.OnceRecords;
import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.RocksState;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The events of a receiver on disk, and their way to its outlet: one delivery engine. What the last
 * process left goes on. Thread-safe; whoever opened it closes it, before the folder.
 */
final class ReceiverJournal implements AutoCloseable {
    private static final long MEMORY = 128L << 20;
    private static final int MOST_TOPICS = 1_000;
    private static final Duration SETTLED_EVERY = Duration.ofSeconds(30);

    private final RocksState state;
    private final DeliveryEngine engine;
    private final KeptTopic recipient;
    private final Receptions receptions;

    private ReceiverJournal(RocksState state, DeliveryEngine engine, Outlet outlet) {
        this.state = state;
        this.engine = engine;
        engine.topics().listAll("", MOST_TOPICS).stream()
                .filter(kept -> !kept.topic().recipient().equals(outlet.recipient()))
                .forEach(other -> leave(other, outlet));
        recipient = engine.topics().put(outlet.topic());
        receptions = engine.receptions(recipient);
    }

    /**
     * Opens the events in a folder; nothing is delivered before {@link #start}.
     *
     * @param keys the encoding of keys in received events
     * @param kept how long events are kept after they were delivered, and repeats recognized
     * @throws ReceiverException if the folder cannot be used, or events wait in it for another
     *     outlet
     */
    static ReceiverJournal open(
            ReceiverFolder folder,
            Outlet outlet,
            KeyEncodings keys,
            EventRetention kept,
            Stats stats) {
        RocksState state = opened(folder);
        try {
            EngineSettings settings =
                    EngineSettings.defaults(Outlet.dialects(keys, outlet.policy()))
                            .sealing(keys(folder, state));
            var engine =
                    DeliveryEngine.open(
                            state,
                            settings.keeping(kept, settings.deadLetters()),
                            EngineRuntime.system(List.of(outlet.provider().apply(state)), stats));
            try {
                return new ReceiverJournal(state, engine, outlet);
            } catch (RuntimeException e) {
                engine.close();
                throw e;
            }
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /** Opens the store of a folder. */
    static RocksState opened(ReceiverFolder folder) {
        try {
            return RocksState.open(folder.events(), RocksSettings.of(MEMORY));
        } catch (CannotOpenStateException e) {
            throw new ReceiverException(
                    "cannot keep events in %s: %s".formatted(folder.path(), e.getMessage()), e);
        }
    }

    /** Returns the keys that seal the secrets in a folder, which are made if there are none. */
    static SealingKeys keys(ReceiverFolder folder, State state) {
        try {
            return SecretsSealing.keys(state, KeySource.in(folder.events()));
        } catch (CannotOpenStateException e) {
            throw new ReceiverException(
                    "cannot keep events in %s: %s".formatted(folder.path(), e.getMessage()), e);
        }
    }

    /** Removes the recipient of an earlier process, unless events wait for it. */
    private void leave(KeptTopic other, Outlet outlet) {
        long waiting = owing(other);
        if (waiting > 0) {
            throw new ReceiverException(
                    "%,d events in this folder wait for the %s of an earlier receiver: start it in that way until they are delivered, or name another folder with --data for %s"
                            .formatted(waiting, nameOf(other), outlet.name()));
        }
        engine.notifier().removeTopic(other);
    }

    private static String nameOf(KeptTopic other) {
        return other.topic().recipient() instanceof Recipient.Receiver(String name)
                ? name
                : other.topic().name();
    }

    /** Starts to deliver. Call it once. */
    void start() {
        engine.start();
        engine.startUpkeep();
        var runs = new OnceRecords(state);
        engine.jobs()
                .start(
                        "removal of records of runs",
                        SETTLED_EVERY,
                        () -> {
                            runs.removeSettled(this::owed);
                            return SETTLED_EVERY;
                        });
    }

    /** Returns the numbers of deliveries that are owed and may have been attempted. */
    private Set<Long> owed(boolean replay, long from, long to) {
        var live = new LaneId(recipient.lane());
        return engine.journal().attemptable(replay ? live.ofReplays() : live, from, to);
    }

    /** Returns the way in. */
    Receptions receptions() {
        return receptions;
    }

    DeliveryEngine engine() {
        return engine;
    }

    RocksState state() {
        return state;
    }

    /** Returns the number of deliveries that the outlet has not taken yet. */
    long waiting() {
        return owing(recipient);
    }

    private long owing(KeptTopic topic) {
        var lane = new LaneId(topic.lane());
        return engine.journal().owing(lane) + engine.journal().owing(lane.ofReplays());
    }

    /** Starts no more attempts; those in flight go on. */
    void startNoMore() {
        engine.startNoMore();
    }

    /** Starts no more attempts, and waits for those in flight. */
    void drain(Duration limit) {
        engine.drain(limit);
    }

    /** Stops delivering; what the outlet has not taken stays for the next receiver. */
    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            state.close();
        }
    }
}
