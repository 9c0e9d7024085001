package dev.carillon.listen;

import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Cidr;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.engine.EventRetention;
import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.event.OriginalMessage;
import dev.carillon.format.B2Reader;
import dev.carillon.format.Dialects;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.notifier.PublishedMessage;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.LaneCloseReason;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.RocksState;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages of a listener on disk, and their way to the local service: with one delivery engine,
 * in order for each object, repeated until the service has taken them. What the last process left
 * goes on. Thread-safe; whoever opened it closes it.
 */
public final class EventJournal implements Inbox, AutoCloseable {
    private static final long MEMORY = 16L << 20;

    /**
     * The address of all subscriptions in the store; {@link WatchedEndpoints} knows the real one.
     */
    private static final Target LOCAL = new Target("http://local.invalid/", Map.of());

    private final State state;
    private final DeliveryEngine engine;
    private final Ticker ticker;

    /** Guards the creation of subscriptions. */
    private final ReentrantLock subscribing = new ReentrantLock();

    private EventJournal(State state, DeliveryEngine engine, Ticker ticker) {
        this.state = state;
        this.engine = engine;
        this.ticker = ticker;
    }

    /**
     * Opens the journal in a folder; nothing is delivered before {@link #start}.
     *
     * @param local the URL of the local service
     * @param kept how long events are kept after they were delivered
     * @throws ListenException if the folder cannot be used
     */
    public static EventJournal open(Path folder, URI local, EventRetention kept, Ticker ticker) {
        var anywhere = new AddressGuard(Cidr.parseAll("0.0.0.0/0,::/0"), true);
        var endpoints = new WatchedEndpoints(new HttpEndpointProvider(anywhere), local, ticker);
        try {
            State state = RocksState.open(folder, RocksSettings.of(MEMORY));
            var settings = EngineSettings.defaults(Dialects.standard("default"));
            var engine =
                    DeliveryEngine.open(
                            state,
                            settings.keeping(kept, settings.deadLetters()),
                            EngineRuntime.system(List.of(endpoints), new Stats()));
            return new EventJournal(state, engine, ticker);
        } catch (CannotOpenStateException e) {
            throw new ListenException(
                    "cannot keep events in %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Starts to deliver. */
    public void start() {
        engine.start();
        engine.startUpkeep();
    }

    @Override
    public void take(InboundMessage arrived) {
        BrokerEnvelope envelope = BrokerEnvelope.of(arrived.body());
        try {
            List<Change> events = B2Reader.read(envelope.message(), "", Instant.now());
            if (events.isEmpty()) {
                return;
            }
            events.forEach(event -> subscribe(event, envelope.dialect()));
            List<EventSummary> shown = EventSummary.of(arrived.body());
            ticker.arrived(shown);
            var content = new OriginalMessage(envelope.message(), arrived.headers());
            if (engine.publications().accept(new PublishedMessage(content, "")).accepted() == 0) {
                ticker.repeated(shown);
            }
        } catch (UnreadableMessageException | RefusedException e) {
            throw new NotEventsException(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the number of deliveries that the local service has not taken yet. */
    public long waiting() {
        return engine.subscriptions().all().stream()
                .mapToLong(kept -> engine.deliverer().owing(new LaneId(kept.lane())))
                .sum();
    }

    /** Returns the engine with all that was kept. */
    DeliveryEngine engine() {
        return engine;
    }

    /**
     * Makes sure that the messages of a rule are delivered, once each, in the form in which they
     * arrive.
     */
    private void subscribe(Change event, DialectName dialect) {
        String bucket = event.bucket().name();
        String rule = event.original().map(Original::rule).orElse("");
        if (subscribed(bucket, rule, dialect)) {
            return;
        }
        subscribing.lock();
        try {
            if (subscribed(bucket, rule, dialect)) {
                return;
            }
            for (KeptTopic other : engine.subscriptions().of(bucket, rule).topics()) {
                engine.subscriptions().remove(other, LaneCloseReason.SUBSCRIPTION_DELETED);
                engine.deliverer().removed(new LaneId(other.lane()));
            }
            var id = new Recipient.Subscription(bucket, rule, UUID.randomUUID().toString());
            var keep = new SubscriptionAttributes(OptionalInt.empty(), true, Optional.empty());
            engine.subscriptions().create(Topic.ofSubscription(id, dialect, LOCAL, keep));
        } finally {
            subscribing.unlock();
        }
    }

    private boolean subscribed(String bucket, String rule, DialectName dialect) {
        return engine.subscriptions().of(bucket, rule).topics().stream()
                .anyMatch(kept -> kept.topic().dialect().equals(dialect));
    }

    /** Stops delivering; what the local service has not taken stays for the next listener. */
    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            state.close();
        }
    }
}
