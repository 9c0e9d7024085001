package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.deliver.LaneLimits;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.journal.Audit;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.OwnRule;
import dev.carillon.registry.Rules;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.ChosenEndpoints;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The way from a change to its endpoint in one process and virtual time: the real notifier,
 * journal, ledger, lanes and offices over a store in memory.
 */
public final class DeliveryWorld {
    /**
     * More than the number of attempts that ever compute at once, so that none waits for a slot.
     */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final int PLACES = 1_000;

    private static final String HTTP = "http://";

    private static final Bucket BUCKET = new Bucket("0000000000000001", "b", "owner");

    private final VirtualTime time = new VirtualTime();
    private final LaneLimits limits;
    private final Function<VirtualTime, InstantSource> clocks;
    private final UnaryOperator<State> disk;
    private final Map<String, VirtualEndpoint> ends = new HashMap<>();
    private MemoryState state = MemoryState.create();
    private DeliveryEngine engine;
    private Replays replays;
    private SealingKeys keys = SampleKeys.ONE;
    private Stats stats = new Stats();

    /** Creates a world with the default limits and the machine's clock. */
    public DeliveryWorld() {
        this(LaneLimits.defaults(), virtualTime -> virtualTime::wall);
    }

    /**
     * Creates a world without deliveries owed.
     *
     * @param clocks makes the clock of each process
     */
    public DeliveryWorld(LaneLimits limits, Function<VirtualTime, InstantSource> clocks) {
        this(limits, clocks, sound -> sound);
    }

    /**
     * Creates a world with a disk that may fail.
     *
     * @param disk gives each process the view that it has of the sound state
     */
    DeliveryWorld(UnaryOperator<State> disk) {
        this(LaneLimits.defaults(), virtualTime -> virtualTime::wall, disk);
    }

    private DeliveryWorld(
            LaneLimits limits,
            Function<VirtualTime, InstantSource> clocks,
            UnaryOperator<State> disk) {
        this.limits = limits;
        this.clocks = clocks;
        this.disk = disk;
        var commit = new Commit();
        new Rules(state).begin(commit, BUCKET.id());
        state.commit(commit);
        boot();
    }

    /** Returns the engine of the present process. */
    public DeliveryEngine engine() {
        return engine;
    }

    public VirtualTime time() {
        return time;
    }

    public Replays replays() {
        return replays;
    }

    public DeadLetterOffice office() {
        return engine.office();
    }

    /** Returns the endpoint of a topic. */
    public VirtualEndpoint end(String topic) {
        return ends.computeIfAbsent(topic, _ -> new VirtualEndpoint(time));
    }

    /** Creates a topic that gets every event of objects whose key begins with its name. */
    public KeptTopic topic(String name, Map<String, String> attributes) {
        KeptTopic made = engine.topics().put(topicOf(name, attributes));
        engine.rules()
                .change(
                        BUCKET.id(),
                        before -> {
                            var more = new ArrayList<>(before);
                            more.add(rule(name));
                            return more;
                        });
        return made;
    }

    /**
     * Creates a rule with its own address that gets every event of objects whose key begins with
     * its name.
     */
    public void own(String name) {
        engine.ownRules()
                .change(
                        BUCKET.id(),
                        before -> {
                            var more = new ArrayList<>(before.rules());
                            more.add(ownRule(name));
                            return more;
                        })
                .ifPresent(engine.notifier()::rulesChanged);
    }

    /** Deletes every rule that has its own address. */
    public void deleteOwn() {
        engine.ownRules()
                .change(BUCKET.id(), _ -> List.of())
                .ifPresent(engine.notifier()::rulesChanged);
    }

    /** Deletes the bucket with its rules; deliveries owed stay owed. */
    public void deleteBucket() {
        var commit = new Commit();
        engine.rules().end(commit, BUCKET.id());
        state.commit(commit);
    }

    /** Removes the topics that are not needed any more, and returns their number. */
    public int removeLeftovers() {
        return engine.orphanTopics().remove();
    }

    /** Returns the number of topics, those of rules with their own address included. */
    public int topics() {
        return engine.topics().listAll("", 1_000).size();
    }

    /** Enables a suspended rule. */
    public void resume(String name) {
        engine.ownRules().resume(BUCKET.id(), name).ifPresent(engine.notifier()::rulesChanged);
    }

    /** Returns the state of a rule with its own address. */
    public RuleState stateOf(String name) {
        return engine.ownRules()
                .of(BUCKET.id())
                .orElseThrow()
                .find(name)
                .orElseThrow()
                .rule()
                .state();
    }

    /** Creates a subscription of the rule {@code r}; its id is the name of its endpoint. */
    public KeptTopic subscribe(String name, SubscriptionAttributes attributes) {
        return subscribe(name, DialectName.BROKER, attributes);
    }

    /** Creates a subscription with this dialect. */
    public KeptTopic subscribe(
            String name, DialectName dialect, SubscriptionAttributes attributes) {
        Topic wanted =
                Topic.ofSubscription(
                        new Subscription(BUCKET.name(), "r", name),
                        dialect,
                        new Target(HTTP + name, Map.of()),
                        attributes);
        return engine.subscriptions().create(wanted).topic();
    }

    /** Publishes an event of the rule {@code r}. */
    public Publications.Outcome publish(String id, String key) {
        String body =
                """
                {"events":[{"eventId":"%s","bucketName":"b","matchedRuleName":"r",\
                "objectName":"%s"}]}\
                """
                        .formatted(id, key);
        var message = new PublishedMessage(body.getBytes(StandardCharsets.UTF_8), Map.of(), "");
        try {
            return engine.publications().accept(message);
        } catch (UnreadableMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns every dead letter. */
    public List<DeadLetter> letters() {
        return engine.letters().all(Optional.empty(), _ -> true, Integer.MAX_VALUE);
    }

    /** Replaces a topic's attributes. */
    public void configure(String name, Map<String, String> attributes) {
        engine.topics()
                .change(NamedTopic.of(name), _ -> topicOf(name, attributes))
                .ifPresent(engine.notifier()::topicChanged);
    }

    /**
     * Creates an object with this key.
     *
     * @throws QueueFullException if a topic that would get the event refuses it
     */
    public void change(String key) {
        var commit = new Commit();
        Announcement announcement = engine.notifier().announce(commit, changeOf(key));
        announcement.committed((CommitResult.Committed) state.commit(commit));
    }

    /**
     * An object of this key is made while something else happens, between match and commit.
     *
     * @return whether the change was committed; if not, the caller has to begin again
     */
    boolean changeWhile(String key, Runnable meanwhile) {
        var commit = new Commit();
        Announcement announcement = engine.notifier().announce(commit, changeOf(key));
        meanwhile.run();
        return switch (state.commit(commit)) {
            case CommitResult.Committed done -> {
                announcement.committed(done);
                yield true;
            }
            case CommitResult.Conflict _ -> {
                announcement.conflicted();
                yield false;
            }
        };
    }

    /** Deletes a topic; the rules that ask for it stay. */
    void remove(String topic) {
        engine.notifier().removeTopic(engine.topics().findShown(topic).orElseThrow());
    }

    /** Replaces a whole topic, so that nothing of the earlier one is needed. */
    void set(String topic, Map<String, String> attributes) {
        engine.notifier().topicChanged(engine.topics().put(topicOf(topic, attributes)));
    }

    /** Makes a topic again that rules ask for already. */
    void remake(String topic, Map<String, String> attributes) {
        engine.topics().put(topicOf(topic, attributes));
    }

    /** Kills the process and starts the next over what was durable. */
    public void crash() {
        time.forgetAll();
        ends.values().forEach(VirtualEndpoint::forgetUnderWay);
        state.crash();
        state = state.reopen(StateFaults.none());
        boot();
    }

    /**
     * Kills the process and starts the next one with other keys. Secrets that none of them sealed
     * count as lost.
     */
    void crash(SealingKeys others) {
        keys = others;
        crash();
    }

    /** Kills the process, and starts the next one after this time. */
    public void asleep(Duration time) {
        this.time.forgetAll();
        ends.values().forEach(VirtualEndpoint::forgetUnderWay);
        state.crash();
        this.time.pass(time);
        state = state.reopen(StateFaults.none());
        boot();
    }

    /** Returns the number of deliveries of a topic that are still owed, live ones and replays. */
    public long owing(String topic) {
        LaneId lane = lane(topic);
        return engine.journal().owing(lane) + engine.journal().owing(lane.ofReplays());
    }

    /** Returns the dead letters of a topic, live ones and replays. */
    public List<DeadLetter> letters(String topic) {
        LaneId lane = lane(topic);
        var all = new ArrayList<>(engine.letters().of(lane, 0, Integer.MAX_VALUE));
        all.addAll(engine.letters().of(lane.ofReplays(), 0, Integer.MAX_VALUE));
        return all;
    }

    /**
     * Returns the number of deliveries that were given up for this reason since the process
     * started.
     */
    public long counted(DeadReason reason) {
        String name = "carillon_deliveries_dead_total{reason=\"" + reason.word() + "\"} ";
        return metrics()
                .lines()
                .filter(metric -> metric.startsWith(name))
                .mapToLong(metric -> (long) Double.parseDouble(metric.substring(name.length())))
                .sum();
    }

    /** Checks in the store that nothing was lost. */
    public Audit.Report audit() {
        Audit.Report report = Audit.of(state);
        assertThat(report.findings().words()).isEmpty();
        return report;
    }

    /** Returns when a delivered event happened, by the clock of its change. */
    public Instant happened(SeenAttempt attempt) {
        return engine.journal().event(attempt.stamp()).orElseThrow().event().change().time();
    }

    private LaneId lane(String topic) {
        return Announcement.lane(engine.topics().findShown(topic).orElseThrow());
    }

    private String metrics() {
        var text = new ByteArrayOutputStream();
        try {
            stats.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void boot() {
        InstantSource clock = clocks.apply(time);
        time.timeBy(clock);
        stats = new Stats();
        engine =
                DeliveryEngine.open(
                        disk.apply(state),
                        EngineSettings.defaults(ReadableDialect.all(SeenAttempt.FORMAT, PATIENCE))
                                .within(limits, PLACES)
                                .sealing(keys),
                        EngineRuntime.of(
                                new EngineRuntime.Clocks(time::wall, clock),
                                time,
                                new SplittableRandom(1),
                                List.of(new ChosenEndpoints(this::end)),
                                stats));
        replays = engine.replays();
        engine.start();
    }

    private VirtualEndpoint end(Target target) {
        return end(target.address().substring(HTTP.length()));
    }

    private Change changeOf(String key) {
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "", "r", "h");
        return new Change(EventType.CREATED_PUT, time.wall(), BUCKET, facts, origin);
    }

    private static OwnRule ownRule(String name) {
        var address = new RuleAddress(BUCKET.id(), BUCKET.name(), name);
        var secret = Optional.of(Secret.of("secret-of-the-signature"));
        var target = new Target(HTTP + name, Map.of(), List.of(), secret);
        Topic topic = Topic.ofRule(address, "owner", DialectName.B2, target, 1);
        Rule asks = rule(name);
        return new OwnRule(
                new Rule(name, address, asks.events(), asks.filter(), asks.state()), topic);
    }

    private static Rule rule(String topic) {
        var created = new EventPattern("created", Set.of(EventType.CREATED_PUT));
        var prefix = new Filter(List.of(new Filter.Prefix(topic, false)));
        return new Rule(
                topic, NamedTopic.of(topic), List.of(created), prefix, new RuleState.Enabled());
    }

    private static Topic topicOf(String name, Map<String, String> attributes) {
        var target = new Target(HTTP + name, Map.of());
        return Topic.named(TopicRef.of(name), "owner", Optional.of(target), true, "", attributes);
    }
}
