package dev.carillon.engine;

import dev.carillon.background.BackgroundJobs;
import dev.carillon.deliver.Deliverer;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.format.Dialects;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.FanOuts;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.LogPositions;
import dev.carillon.journal.Retention;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.Explainer;
import dev.carillon.notifier.FailedRecipients;
import dev.carillon.notifier.FanOutWorker;
import dev.carillon.notifier.Handshakes;
import dev.carillon.notifier.LaneDestinations;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.OrphanTopics;
import dev.carillon.notifier.Publications;
import dev.carillon.notifier.PublishedExplainer;
import dev.carillon.notifier.Receptions;
import dev.carillon.notifier.Replays;
import dev.carillon.notifier.TopicTest;
import dev.carillon.notifier.Upkeep;
import dev.carillon.registry.FormatMigration;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.SecretsSealing;
import dev.carillon.registry.Subscriptions;
import dev.carillon.registry.TopicSealing;
import dev.carillon.registry.Topics;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.TargetCheck;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.state.State;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The delivery engine: topics and rules, the journal of deliveries owed, the lanes with their
 * endpoints, and the notifier that feeds them, joined over one state. Servers, benchmarks and tests
 * all use this assembly, and so can programs that need durable delivery without a server.
 *
 * <p>What the last process left is not delivered before {@link #start}, except to recipients for
 * which an event is accepted before that. The caller that opened the engine closes it, before the
 * state: the engine takes over the tasks and the endpoint providers of its {@link EngineRuntime},
 * and the state stays the caller's. Thread-safe.
 */
public final class DeliveryEngine implements AutoCloseable {
    /** The time in which attempts in flight may end when the engine is closed. */
    public static final Duration DRAIN = Duration.ofSeconds(3);

    private final State state;
    private final EngineRuntime runtime;
    private final BackgroundJobs jobs = new BackgroundJobs();
    private final Dialects dialects;
    private final Topics topics;
    private final Rules rules;
    private final OwnRules ownRules;
    private final Subscriptions subscriptions;
    private final Journal journal;
    private final DeadLetters letters;
    private final EventLog log;
    private final LogPositions positions;
    private final Endpoints endpoints;
    private final TopicAttributes attributes;
    private final Deliverer deliverer;
    private final Notifier notifier;
    private final FanOuts stored;
    private final FanOutWorker fanOuts;
    private final Publications publications;
    private final DeadLetterOffice office;
    private final Retention retention;
    private final Upkeep upkeep;
    private volatile boolean drained;

    private DeliveryEngine(State state, EngineSettings settings, EngineRuntime runtime) {
        this.state = state;
        this.runtime = runtime;
        this.dialects = settings.dialects();
        InstantSource steady = runtime.clocks().steady();
        endpoints = new Endpoints(runtime.providers(), runtime.clocks().wall());
        attributes = new TopicAttributes(endpoints.kinds(), endpoints);
        var sealing = new TopicSealing(settings.secrets(), attributes.secrets());
        FormatMigration.run(state, sealing);
        var _ = SecretsSealing.run(state, sealing);
        topics = new Topics(state, dialects::defaults, sealing);
        rules = new Rules(state);
        ownRules = new OwnRules(state, rules, topics);
        subscriptions = new Subscriptions(state, topics);
        journal = new Journal(state);
        journal.messagesFor(lane -> takesMessages(topics.byLane(lane.topic())));
        var ledger = new Ledger(state, journal, runtime.sleep());
        letters = new DeadLetters(state, journal, ledger);
        log = new EventLog(state, journal);
        positions = new LogPositions(state);
        var destinations =
                new LaneDestinations(
                        topics,
                        new FailedRecipients(topics, ownRules, subscriptions, runtime.stats()),
                        endpoints::at,
                        dialects);
        var world =
                new Deliverer.World(
                        steady,
                        runtime.tasks(),
                        runtime.random(),
                        settings.limits(),
                        settings.places());
        deliverer =
                new Deliverer(
                        journal,
                        ledger,
                        runtime.destinations().apply(destinations),
                        world,
                        runtime.stats());
        notifier = new Notifier(topics, rules, journal, deliverer, runtime.stats());
        stored = new FanOuts(state, journal);
        fanOuts =
                new FanOutWorker(
                        settings.fanOut(),
                        stored,
                        journal,
                        subscriptions,
                        deliverer,
                        runtime.tasks(),
                        steady);
        publications =
                new Publications(
                        state,
                        subscriptions,
                        journal,
                        deliverer,
                        fanOuts,
                        runtime.clocks().wall(),
                        runtime.stats());
        office = new DeadLetterOffice(letters, topics, deliverer, steady);
        EventRetention events = settings.events();
        retention = new Retention(state, journal, events.atMostAge(), events.atMostBytes());
        upkeep =
                new Upkeep(
                        retention,
                        office,
                        orphanTopics(),
                        settings.deadLetters(),
                        runtime.clocks().wall());
    }

    /** Returns whether messages go to a lane; a subscription that was removed gets nothing more. */
    private static boolean takesMessages(Optional<KeptTopic> topic) {
        return topic.filter(kept -> kept.topic().dialect().equals(DialectName.BROKER_B2))
                .isPresent();
    }

    /**
     * Opens the data in a state. If this throws, tasks and providers are closed.
     *
     * @throws dev.carillon.state.DamagedStateException if topics or rules cannot be read
     */
    public static DeliveryEngine open(State state, EngineSettings settings, EngineRuntime runtime) {
        try {
            return new DeliveryEngine(state, settings, runtime);
        } catch (RuntimeException | Error e) {
            EndpointProvider.closeAll(runtime.providers());
            runtime.tasks().close();
            throw e;
        }
    }

    /** Starts to deliver, beginning with what the last process left. Call it once. */
    public void start() {
        deliverer.start();
        fanOuts.wake();
    }

    /**
     * Starts the background jobs that remove what was kept long enough: events, dead letters,
     * topics of deleted buckets. Call it once.
     */
    public void startUpkeep() {
        upkeep.start(jobs);
    }

    /** Starts no further attempts; those in flight go on, and their results are written. */
    public void startNoMore() {
        fanOuts.stop();
        deliverer.startNoMore();
    }

    /**
     * Starts no further attempts, waits up to {@code limit} for those in flight, and writes their
     * results. Deliveries that are left stay owed for the next start.
     */
    public void drain(Duration limit) {
        fanOuts.stop();
        deliverer.stop(limit);
        drained = true;
    }

    /**
     * Ends the background jobs, drains for {@link #DRAIN} unless it was drained before, then closes
     * endpoints and tasks. Attempts that this breaks off stay owed as they were: they cost no try.
     * The state stays open.
     */
    @Override
    public void close() {
        try {
            jobs.close();
            drain(drained ? Duration.ZERO : DRAIN);
            deliverer.end();
        } finally {
            endpoints.close();
            runtime.tasks().close();
        }
    }

    /** Returns the background jobs, which end when the engine is closed: add those of the store. */
    public BackgroundJobs jobs() {
        return jobs;
    }

    /** Returns the topics. */
    public Topics topics() {
        return topics;
    }

    /** Returns the rules of each bucket. */
    public Rules rules() {
        return rules;
    }

    /** Returns the rules that have their own address. */
    public OwnRules ownRules() {
        return ownRules;
    }

    /** Returns the subscriptions of the broker. */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Returns the journal of events and of the deliveries owed for them. */
    public Journal journal() {
        return journal;
    }

    /** Returns the log of past events. */
    public EventLog log() {
        return log;
    }

    /** Returns the positions of the log, for readers that follow it. */
    public LogPositions positions() {
        return positions;
    }

    /** Returns the deliveries that were given up. */
    public DeadLetters letters() {
        return letters;
    }

    /** Returns the notifier, which takes changes into the engine. */
    public Notifier notifier() {
        return notifier;
    }

    /** Returns the way in for events of other programs. */
    public Publications publications() {
        return publications;
    }

    /**
     * Creates the way in for events that a receiver takes for one recipient. Call it at most once.
     */
    public Receptions receptions(KeptTopic recipient) {
        return new Receptions(state, topics, journal, deliverer, recipient, runtime.stats());
    }

    /** Returns the worker that makes the deliveries of published events with many subscribers. */
    public FanOutWorker fanOuts() {
        return fanOuts;
    }

    /** Returns the deliverer, which also reports the condition of lanes. */
    public Deliverer deliverer() {
        return deliverer;
    }

    /** Returns the check of targets before they are configured. */
    public TargetCheck targets() {
        return endpoints;
    }

    /** Returns the check of topic attributes, which uses the descriptions of the endpoint kinds. */
    public TopicAttributes attributes() {
        return attributes;
    }

    /** Returns the engine's dialects. */
    public Dialects dialects() {
        return dialects;
    }

    /**
     * Returns the office that shows deliveries that were given up, sends them again, or purges
     * them.
     */
    public DeadLetterOffice office() {
        return office;
    }

    /**
     * Returns the retention, which cuts the event log. {@link #startUpkeep} uses it too, so use it
     * only without that.
     */
    public Retention retention() {
        return retention;
    }

    /** Creates the service that sends past events again. */
    public Replays replays() {
        return new Replays(log, rules, deliverer, runtime.clocks().steady());
    }

    /** Creates the service that explains why an event was sent or not. */
    public Explainer explainer() {
        var published = new PublishedExplainer(log, stored, topics, subscriptions, deliverer);
        return new Explainer(log, topics, rules, deliverer, attributes, published);
    }

    /** Creates the service that sends test messages to endpoints. */
    public TopicTest topicTest() {
        return new TopicTest(endpoints::at, dialects, runtime.clocks().wall());
    }

    /** Creates the service that asks endpoints to confirm their subscription. */
    public Handshakes handshakes() {
        return new Handshakes(topicTest());
    }

    /** Creates the service that removes topics whose bucket was deleted. */
    public OrphanTopics orphanTopics() {
        return new OrphanTopics(topics, rules, journal, letters, notifier);
    }
}
