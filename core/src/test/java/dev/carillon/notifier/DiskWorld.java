package dev.carillon.notifier;

import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
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
import dev.carillon.journal.DeadLetters;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Rules;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.ChosenEndpoints;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The way from a change to its endpoint over a data directory, with threads and the machine's
 * clock: a server without its faces.
 */
final class DiskWorld implements AutoCloseable {
    private static final Bucket BUCKET = new Bucket("0000000000000001", "b", "owner");
    private static final String HTTP = "http://";
    private static final int CALLERS = 64;

    private final RocksState state;
    private final DeliveryEngine engine;

    /**
     * Opens the directory and continues to deliver what is owed there.
     *
     * @param ends the endpoint of each topic, by name
     */
    DiskWorld(Path data, Map<String, Endpoint> ends) {
        state = RocksState.open(data);
        var endpoints =
                new ChosenEndpoints(target ->
                        Optional.ofNullable(ends.get(target.address().substring(HTTP.length())))
                                .orElseThrow());
        engine =
                DeliveryEngine.open(
                        state,
                        EngineSettings.defaults(
                                ReadableDialect.all(SeenAttempt.FORMAT, Duration.ofDays(1))),
                        EngineRuntime.system(List.of(endpoints), new Stats()));
        engine.start();
    }

    /**
     * Creates a topic that gets every event of objects whose key begins with its name.
     *
     * @param times the number of rules, each of which gets the event once
     */
    KeptTopic topic(String name, int times, Map<String, String> attributes) {
        var target = new Target(HTTP + name, Map.of());
        Rules rules = engine.rules();
        KeptTopic made =
                engine.topics()
                        .put(
                                Topic.named(
                                        TopicRef.of(name),
                                        "o",
                                        Optional.of(target),
                                        true,
                                        "",
                                        attributes));
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

    /** Creates an object with this key. */
    void change(String key) {
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "", "r", "h");
        var change = new Change(EventType.CREATED_PUT, Instant.now(), BUCKET, facts, origin);
        var commit = new Commit();
        Announcement announcement = engine.notifier().announce(commit, change);
        announcement.committed((CommitResult.Committed) state.commit(commit));
    }

    /** Runs a change {@code times} times, by many concurrent callers. */
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
        engine.notifier().removeTopic(topic);
    }

    long owing(LaneId lane) {
        return engine.journal().owing(lane);
    }

    /** Returns every lane, those of older topics first. */
    List<LaneId> lanes() {
        return engine.journal().lanes();
    }

    DeadLetters letters() {
        return engine.letters();
    }

    Audit.Report audit() {
        return Audit.of(state);
    }

    @Override
    public void close() {
        engine.close();
        state.close();
    }

    private static Rule rule(String id, String topic) {
        var created = new EventPattern("created", Set.of(EventType.CREATED_PUT));
        var prefix = new Filter(List.of(new Filter.Prefix(topic, false)));
        return new Rule(
                id, NamedTopic.of(topic), List.of(created), prefix, new RuleState.Enabled());
    }
}
