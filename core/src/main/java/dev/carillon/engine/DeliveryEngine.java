package dev.carillon.engine;

import dev.carillon.background.BackgroundJobs;
import dev.carillon.deliver.Deliverer;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.format.Dialects;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Retention;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.Explainer;
import dev.carillon.notifier.LaneDestinations;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.OrphanTopics;
import dev.carillon.notifier.Replays;
import dev.carillon.notifier.TopicTest;
import dev.carillon.notifier.Upkeep;
import dev.carillon.registry.FormatMigration;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.TargetCheck;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.state.State;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The delivery engine: topics and rules, the journal of deliveries owed, the lanes with their
 * endpoints, and the notifier that feeds them, joined over one state. Servers, benchmarks and tests
 * all use this assembly, and so can programs that need durable delivery without a server.
 *
 * <p>Nothing is delivered before {@link #start}. The caller that opened the engine closes it,
 * before the state: the engine takes over the tasks and the endpoint providers of its {@link
 * EngineRuntime}, and the state stays the caller's. Thread-safe.
 */
public final class DeliveryEngine implements AutoCloseable {
    /** The time in which attempts in flight may end when the engine is closed. */
    public static final Duration DRAIN = Duration.ofSeconds(3);

    private final EngineRuntime runtime;
    private final BackgroundJobs jobs = new BackgroundJobs();
    private final Dialects dialects;
    private final Topics topics;
    private final Rules rules;
    private final OwnRules ownRules;
    private final Journal journal;
    private final DeadLetters letters;
    private final EventLog log;
    private final Endpoints endpoints;
    private final TopicAttributes attributes;
    private final Deliverer deliverer;
    private final Notifier notifier;
    private final DeadLetterOffice office;
    private final Retention retention;
    private final Upkeep upkeep;

    private DeliveryEngine(State state, EngineSettings settings, EngineRuntime runtime) {
        this.runtime = runtime;
        this.dialects = settings.dialects();
        InstantSource steady = runtime.clocks().steady();
        FormatMigration.run(state);
        topics = new Topics(state, dialects::defaults);
        rules = new Rules(state);
        ownRules = new OwnRules(state, rules, topics);
        journal = new Journal(state);
        var ledger = new Ledger(state, journal, runtime.sleep());
        letters = new DeadLetters(state, ledger);
        log = new EventLog(state);
        endpoints = new Endpoints(runtime.providers(), runtime.clocks().wall());
        attributes = new TopicAttributes(endpoints.kinds(), endpoints);
        var destinations = new LaneDestinations(topics, ownRules, endpoints::at, dialects);
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
    }

    /**
     * Starts the background jobs that remove what was kept long enough: events, dead letters,
     * topics of deleted buckets. Call it once.
     */
    public void startUpkeep() {
        upkeep.start(jobs);
    }

    /**
     * Starts no further attempts, waits up to {@code limit} for those in flight, and writes their
     * results. Deliveries that are left stay owed for the next start.
     */
    public void drain(Duration limit) {
        deliverer.stop(limit);
    }

    /**
     * Ends the background jobs, drains for {@link #DRAIN}, then closes endpoints and tasks. The
     * state stays open.
     */
    @Override
    public void close() {
        try {
            jobs.close();
            drain(DRAIN);
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

    /** Returns the journal of events and of the deliveries owed for them. */
    public Journal journal() {
        return journal;
    }

    /** Returns the log of past events. */
    public EventLog log() {
        return log;
    }

    /** Returns the deliveries that were given up. */
    public DeadLetters letters() {
        return letters;
    }

    /** Returns the notifier, which takes changes into the engine. */
    public Notifier notifier() {
        return notifier;
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
        return new Explainer(log, topics, rules, deliverer, attributes);
    }

    /** Creates the service that sends test messages to endpoints. */
    public TopicTest topicTest() {
        return new TopicTest(endpoints::at, dialects, runtime.clocks().wall());
    }

    /** Creates the service that removes topics whose bucket was deleted. */
    public OrphanTopics orphanTopics() {
        return new OrphanTopics(topics, rules, journal, letters, notifier);
    }
}
