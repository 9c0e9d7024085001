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
import dev.carillon.journal.Audit;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.OwnRule;
import dev.carillon.registry.Rules;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
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

/**
 * Everything from a change to its far end in one process and virtual time: the real notifier,
 * journal, ledger, lanes and offices over a store in memory.
 */
public final class DeliveryWorld {
    /** More than the attempts that ever compute at once: nobody waits for a turn. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final int PLACES = 1_000;

    private static final String HTTP = "http://";

    private static final Bucket BUCKET = new Bucket("0000000000000001", "b", "owner");

    private final VirtualTime time = new VirtualTime();
    private final LaneLimits limits;
    private final Function<VirtualTime, InstantSource> clocks;
    private final Map<String, FarEnd> ends = new HashMap<>();
    private MemoryState state = MemoryState.create();
    private DeliveryEngine engine;
    private Replays replays;
    private Stats stats = new Stats();

    /** With the usual limits, and the machine's clock. */
    public DeliveryWorld() {
        this(LaneLimits.defaults(), it -> it::wall);
    }

    /**
     * A world that owes nothing.
     *
     * @param clocks makes the clock of each process
     */
    public DeliveryWorld(LaneLimits limits, Function<VirtualTime, InstantSource> clocks) {
        this.limits = limits;
        this.clocks = clocks;
        var commit = new Commit();
        new Rules(state).begin(commit, BUCKET.id());
        state.commit(commit);
        boot();
    }

    /** The engine of the process that runs now. */
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

    /** The far end of a topic. */
    public FarEnd end(String topic) {
        return ends.computeIfAbsent(topic, _ -> new FarEnd(time));
    }

    /** Makes a topic, told of every object whose key begins with its name. */
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

    /** Makes a rule with its own address, told of every object whose key begins with its name. */
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

    /** Deletes all rules that have their own address. */
    public void deleteOwn() {
        engine.ownRules()
                .change(BUCKET.id(), _ -> List.of())
                .ifPresent(engine.notifier()::rulesChanged);
    }

    /** Deletes the bucket, rules and all; what is owed stays owed. */
    public void deleteBucket() {
        var commit = new Commit();
        engine.rules().end(commit, BUCKET.id());
        state.commit(commit);
    }

    /** Removes the topics that nobody needs any more; how many. */
    public int removeLeftovers() {
        return engine.orphanTopics().remove();
    }

    /** How many topics there are, those of rules with their own address too. */
    public int topics() {
        return engine.topics().listAll("", 1_000).size();
    }

    /** Enables a suspended rule. */
    public void resume(String name) {
        engine.ownRules().resume(BUCKET.id(), name).ifPresent(engine.notifier()::rulesChanged);
    }

    /** How a rule with its own address is doing. */
    public RuleState stateOf(String name) {
        return engine.ownRules()
                .of(BUCKET.id())
                .orElseThrow()
                .find(name)
                .orElseThrow()
                .rule()
                .state();
    }

    /** All dead letters there are. */
    public List<DeadLetter> letters() {
        return engine.letters().all(Optional.empty(), _ -> true, Integer.MAX_VALUE);
    }

    /** Gives a topic these attributes in the place of those it had. */
    public void configure(String name, Map<String, String> attributes) {
        engine.topics()
                .change(NamedTopic.of(name), _ -> topicOf(name, attributes))
                .ifPresent(engine.notifier()::topicChanged);
    }

    /**
     * An object of this key was made.
     *
     * @throws QueueFullException when a topic that would be told refuses
     */
    public void change(String key) {
        var commit = new Commit();
        Announcement announcement = engine.notifier().announce(commit, changeOf(key));
        announcement.committed((CommitResult.Committed) state.commit(commit));
    }

    /** Kills the process and starts the next over what was durable. */
    public void crash() {
        time.forgetAll();
        ends.values().forEach(FarEnd::forgetUnderWay);
        state.crash();
        state = state.reopen(StateFaults.none());
        boot();
    }

    /** The process dies, and the next one starts so much later. */
    public void asleep(Duration time) {
        this.time.forgetAll();
        ends.values().forEach(FarEnd::forgetUnderWay);
        state.crash();
        this.time.pass(time);
        state = state.reopen(StateFaults.none());
        boot();
    }

    /** How many deliveries of a topic are still owed, live ones and those sent again. */
    public long owing(String topic) {
        LaneId lane = lane(topic);
        return engine.journal().owing(lane) + engine.journal().owing(lane.ofReplays());
    }

    /** What was given up of a topic, live ones and those sent again. */
    public List<DeadLetter> letters(String topic) {
        LaneId lane = lane(topic);
        var all = new ArrayList<>(engine.letters().of(lane, 0, Integer.MAX_VALUE));
        all.addAll(engine.letters().of(lane.ofReplays(), 0, Integer.MAX_VALUE));
        return all;
    }

    /** How many were given up for this reason since the process started. */
    public long counted(DeadReason reason) {
        String name = "carillon_deliveries_dead_total{reason=\"" + reason.word() + "\"} ";
        return metrics()
                .lines()
                .filter(it -> it.startsWith(name))
                .mapToLong(it -> (long) Double.parseDouble(it.substring(name.length())))
                .sum();
    }

    /** Proves from the store that nothing was lost. */
    public Audit.Report audit() {
        Audit.Report report = Audit.of(state);
        assertThat(report.findings().words()).isEmpty();
        return report;
    }

    /** When an event that was told happened, by the clock of its change. */
    public Instant happened(Told told) {
        return engine.journal().event(told.stamp()).orElseThrow().event().change().time();
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
                        state,
                        EngineSettings.defaults(ToldDialect.all(Told.FORMAT, PATIENCE))
                                .within(limits, PLACES),
                        EngineRuntime.of(
                                new EngineRuntime.Clocks(time::wall, clock),
                                time,
                                new SplittableRandom(1),
                                List.of(new ChosenEndpoints(this::end)),
                                stats));
        replays = engine.replays();
        engine.start();
    }

    private FarEnd end(Target target) {
        return end(target.address().substring(HTTP.length()));
    }

    private Change changeOf(String key) {
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "", "r", "h");
        return new Change(EventType.CREATED_PUT, time.wall(), BUCKET, facts, origin);
    }

    private static OwnRule ownRule(String name) {
        var address = new RuleAddress(BUCKET.id(), BUCKET.name(), name);
        var target = new Target(HTTP + name, Map.of());
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
