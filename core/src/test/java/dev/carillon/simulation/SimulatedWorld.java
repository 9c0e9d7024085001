package dev.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.LaneLimits;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.journal.Books;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.TopicTargets;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A whole server without threads, sockets and disk: the real notifier, journal, ledger and lanes
 * over a store, a network and far ends that fail as the seed says.
 */
final class SimulatedWorld {
    private static final Bucket BUCKET = new Bucket("0000000000000001", "b", "owner");
    private static final Key PROBE = Key.of("zz-probe".getBytes(StandardCharsets.UTF_8));

    /** Small, so that a few hundred deliveries already fill it. */
    private static final LaneLimits LIMITS = new LaneLimits(12, 6, 3);

    /** What topic "slow" may be configured with: it never gives up. */
    private static final List<Map<String, String>> POLICIES =
            List.of(
                    Map.of(),
                    Map.of("retry", "fixed(0s)", "max-concurrency", "2"),
                    Map.of("retry", "list(1s,10s)", "rate-limit", "20/s"),
                    Map.of("retry", "exponential(100ms,2s)", "timeout", "1s"),
                    Map.of("final-statuses", "none", "max-concurrency", "1"));

    /**
     * Five a second and one at once; the network may hold back as many and let them go together.
     */
    private static final int MOST_IN_A_SECOND = 11;

    private final SplittableRandom random;
    private final SeededTasks tasks;
    private final Witness witness = new Witness(Set.of("brief"), Map.of("paced", MOST_IN_A_SECOND));
    private final Map<String, SimulatedEndpoint> endpoints = new TreeMap<>();
    private final List<Rule> rules;
    private MemoryState state;
    private Journal journal;
    private Topics topics;
    private Notifier notifier;
    private long lastChange;
    private boolean losesOffers;

    SimulatedWorld(long seed) {
        this.random = new SplittableRandom(seed);
        this.tasks = new SeededTasks(random.split());
        this.state = MemoryState.create(StateFaults.none());
        this.losesOffers = random.nextBoolean();
        for (String name : List.of("steady", "brief", "slow", "paced")) {
            endpoints.put(name, new SimulatedEndpoint(name, random.split(), witness, tasks));
        }
        this.rules =
                List.of(
                        rule("all", "steady", Filter.all()),
                        rule("poison-too", "steady", prefix("poison")),
                        rule("brief", "brief", Filter.all()),
                        rule("slow", "slow", prefix("key-1")),
                        rule("paced", "paced", Filter.all()));
        configure();
        boot();
    }

    boolean step() {
        return tasks.step();
    }

    /** Makes a random change of one of a few objects. */
    void change() {
        String key = (random.nextInt(4) == 0 ? "poison-" : "key-") + random.nextInt(5);
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        var change =
                new Change(
                        EventType.CREATED_PUT,
                        tasks.instant(),
                        BUCKET,
                        facts,
                        new Origin("me", "", "r", "h"));
        var commit = new Commit();
        var announcement = notifier.announce(commit, change);
        try {
            var committed = (CommitResult.Committed) state.commit(commit);
            promised(key, committed.stamp());
            if (!losesOffers || random.nextInt(20) > 0) {
                tasks.later(5, () -> announcement.committed(committed));
            }
        } catch (UnknownOutcomeException _) {
            crash();
        }
    }

    /** Turns one far end off, or on again. */
    void turnSomething() {
        List.copyOf(endpoints.values()).get(random.nextInt(endpoints.size())).turn();
    }

    /** Configures a topic anew while deliveries are owed to it. */
    void changePolicy() {
        Map<String, String> attributes = POLICIES.get(random.nextInt(POLICIES.size()));
        try {
            topics.change("slow", _ -> topic("slow", attributes)).ifPresent(notifier::topicChanged);
        } catch (UnknownOutcomeException _) {
            crash();
        }
    }

    /** Kills the process at once and starts it again over what is durable. */
    void crash() {
        tasks.forgetAll();
        state.crash();
        state = state.reopen(faults());
        boot();
    }

    /** From now on all far ends work, the disk too, and time does not matter. */
    void heal() {
        endpoints.values().forEach(SimulatedEndpoint::heal);
        losesOffers = false;
        tasks.forgetAll();
        state.crash();
        state = state.reopen(StateFaults.none());
        boot();
    }

    /** Once nothing is left to do: every promise is kept or accounted for, and the books say so. */
    void checkTheEnd() {
        Set<String> dead = new HashSet<>();
        for (LaneId lane : journal.lanes()) {
            Books books = journal.books(lane);
            assertThat(books.done() + books.dead()).isEqualTo(journal.given(lane));
            assertThat(journal.owing(lane)).isZero();
            assertThat(journal.read(lane, 1, 1).owed()).isEmpty();
            assertThat(journal.parkedHeads(lane)).isEmpty();
            var letters =
                    new DeadLetters(state, new Ledger(state, journal))
                            .of(lane, 0, Integer.MAX_VALUE);
            assertThat((long) letters.size()).isEqualTo(books.dead());
            letters.forEach(it -> dead.add(topicOf(lane) + it.event().sequencer().stamp()));
        }
        for (Witness.Promise promise : witness.promises()) {
            boolean buried = dead.contains(promise.topic() + promise.stamp());
            assertThat(witness.kept(promise) || (buried && promise.topic().equals("brief")))
                    .as("%s is kept", promise)
                    .isTrue();
        }
    }

    int promises() {
        return witness.promises().size();
    }

    private void configure() {
        var kept = new Topics(state);
        kept.put(topic("steady", Map.of()));
        kept.put(topic("slow", Map.of()));
        var brief = Map.of("time_to_live", "40", "max_retries", "3", "retry_sleep_duration", "2");
        kept.put(topic("brief", brief));
        kept.put(topic("paced", Map.of("rate-limit", "5/s")));
        var commit = new Commit();
        var bucketRules = new Rules(state);
        bucketRules.begin(commit, BUCKET.id());
        state.commit(commit);
        bucketRules.change(BUCKET.id(), _ -> rules);
    }

    private void boot() {
        topics = new Topics(state);
        journal = new Journal(state);
        recoverUnknownChange();
        witness.crashed(owedOnDisk());
        var targets = new TopicTargets(topics, it -> endpointOf(it.address()), _ -> Told.FORMAT);
        var world = new Deliverer.World(tasks, tasks, random.split(), LIMITS);
        var stats = new Stats();
        var ledger = new Ledger(state, journal);
        var deliverer = new Deliverer(journal, ledger, targets, world, stats);
        notifier = new Notifier(topics, new Rules(state), journal, deliverer, stats);
        notifier.start();
    }

    /** A change whose commit failed with an unknown outcome may have happened all the same. */
    private void recoverUnknownChange() {
        long end;
        try {
            end =
                    ((CommitResult.Committed) state.commit(new Commit().put(PROBE, new byte[1])))
                            .stamp();
        } catch (UnknownOutcomeException _) {
            state.crash();
            state = state.reopen(StateFaults.none());
            topics = new Topics(state);
            journal = new Journal(state);
            recoverUnknownChange();
            return;
        }
        for (long stamp = lastChange + 1; stamp < end; stamp++) {
            long found = stamp;
            journal.event(stamp)
                    .ifPresent(it -> promised(it.event().change().object().key(), found));
        }
    }

    private void promised(String key, long stamp) {
        lastChange = Math.max(lastChange, stamp);
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        rules.stream()
                .filter(rule -> rule.filter().accepts(facts))
                .map(rule -> new Witness.Promise(rule.topic(), key, stamp, rule.id()))
                .forEach(witness::promised);
    }

    private Set<Witness.Promise> owedOnDisk() {
        var owed = new HashSet<Witness.Promise>();
        for (LaneId lane : journal.lanes()) {
            Stream<Owed> parked =
                    journal.parkedHeads(lane).stream()
                            .flatMap(head ->
                                    journal
                                            .readParked(lane, head.orderKey(), 1, Integer.MAX_VALUE)
                                            .owed()
                                            .stream());
            Stream.concat(journal.read(lane, 1, Integer.MAX_VALUE).owed().stream(), parked)
                    .map(it -> promise(lane, it))
                    .forEach(owed::add);
        }
        return owed;
    }

    private Witness.Promise promise(LaneId lane, Owed it) {
        return new Witness.Promise(
                topicOf(lane),
                it.event().change().object().key(),
                it.event().sequencer().stamp(),
                it.delivery().rule());
    }

    private String topicOf(LaneId lane) {
        return topics.byLane(lane.topic()).map(KeptTopic::topic).orElseThrow().name();
    }

    private SimulatedEndpoint endpointOf(String address) {
        return Optional.ofNullable(endpoints.get(address.substring("sim://".length())))
                .orElseThrow();
    }

    private StateFaults faults() {
        return new StateFaults(
                random.split(), 0.001, 0.001, 0.05, Duration.ofMillis(50), tasks::pass);
    }

    private static Filter prefix(String text) {
        return new Filter(List.of(new Filter.Prefix(text, false)));
    }

    private static Rule rule(String id, String topic, Filter filter) {
        var created = new EventPattern("created", Set.of(EventType.CREATED_PUT));
        return new Rule(id, topic, List.of(created), filter, new RuleState.Enabled());
    }

    private static Topic topic(String name, Map<String, String> attributes) {
        var target = new Target("sim://" + name, Map.of());
        return new Topic(name, "owner", Optional.of(target), true, "", attributes);
    }
}
