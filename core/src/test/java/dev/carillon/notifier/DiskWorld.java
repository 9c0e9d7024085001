package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.SteadyClock;
import dev.carillon.deliver.ThreadTasks;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.journal.Audit;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Everything from a change to its far end over a data directory, with threads and the machine's
 * clock: what a server has without its faces.
 */
final class DiskWorld implements AutoCloseable {
    private static final Bucket BUCKET = new Bucket("0000000000000001", "b", "owner");
    private static final int CALLERS = 64;

    private final RocksState state;
    private final Topics topics;
    private final Rules rules;
    private final Journal journal;
    private final DeadLetters letters;
    private final ThreadTasks tasks;
    private final Notifier notifier;

    /**
     * Goes on delivering what is owed there.
     *
     * @param ends the far end of each topic, by name
     */
    DiskWorld(Path data, Map<String, Endpoint> ends) {
        state = RocksState.open(data);
        topics = new Topics(state);
        rules = new Rules(state);
        journal = new Journal(state);
        var clock = SteadyClock.system();
        tasks = new ThreadTasks(clock);
        var ledger = new Ledger(state, journal);
        letters = new DeadLetters(state, ledger);
        Function<Target, Endpoint> far =
                it -> Optional.ofNullable(ends.get(it.address())).orElseThrow();
        var targets =
                new LaneDestinations(
                        topics, new OwnRules(state, rules, topics), far, _ -> Told.FORMAT);
        var world = new Deliverer.World(clock, tasks, new SplittableRandom(1));
        var stats = new Stats();
        var deliverer = new Deliverer(journal, ledger, targets, world, stats);
        notifier = new Notifier(topics, rules, journal, deliverer, stats);
        notifier.start();
    }

    /**
     * Makes a topic, told of every object whose key begins with its name.
     *
     * @param times once for each of so many rules
     */
    KeptTopic topic(String name, int times, Map<String, String> attributes) {
        var target = new Target(name, Map.of());
        KeptTopic made =
                topics.put(new Topic(name, "o", Optional.of(target), true, "", attributes));
        if (rules.of(BUCKET.id()).isEmpty()) {
            var commit = new Commit();
            rules.begin(commit, BUCKET.id());
            state.commit(commit);
            rules.refresh(BUCKET.id());
        }
        rules.change(
                BUCKET.id(),
                before -> {
                    var more = new ArrayList<>(before);
                    for (int i = 0; i < times; i++) {
                        more.add(rule(name + i, name));
                    }
                    return more;
                });
        return made;
    }

    /** An object of this key was made. */
    void change(String key) {
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "", "r", "h");
        var change = new Change(EventType.CREATED_PUT, Instant.now(), BUCKET, facts, origin);
        var commit = new Commit();
        Announcement announcement = notifier.announce(commit, change);
        announcement.committed((CommitResult.Committed) state.commit(commit));
    }

    /** Does something so often, by many callers at once. */
    static void many(int times, IntConsumer change) throws InterruptedException {
        var next = new AtomicInteger();
        var callers = new ArrayList<Thread>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(
                    Thread.startVirtualThread(() -> {
                        for (int it = next.getAndIncrement();
                                it < times;
                                it = next.getAndIncrement()) {
                            change.accept(it);
                        }
                    }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    void remove(KeptTopic topic) {
        notifier.removeTopic(topic);
    }

    long owing(LaneId lane) {
        return journal.owing(lane);
    }

    /** All lanes, those of older topics first. */
    List<LaneId> lanes() {
        return journal.lanes();
    }

    DeadLetters letters() {
        return letters;
    }

    Audit.Report audit() {
        return Audit.of(state);
    }

    @Override
    public void close() {
        notifier.stop(Duration.ofSeconds(3));
        tasks.close();
        state.close();
    }

    private static Rule rule(String id, String topic) {
        var created = new EventPattern("created", Set.of(EventType.CREATED_PUT));
        var prefix = new Filter(List.of(new Filter.Prefix(topic, false)));
        return new Rule(id, topic, List.of(created), prefix, new RuleState.Enabled());
    }
}
