package dev.carillon.benchmarks;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.ThreadTasks;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.S3Records;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.TopicTargets;
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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The journey of an event without a store and a network: commits in, one endpoint out. */
final class Journey implements AutoCloseable {
    private static final Bucket BUCKET = new Bucket("0000000000000001", "bench", "me");
    private static final Duration STOP = Duration.ofSeconds(5);

    private final RocksState state;
    private final ThreadTasks tasks = new ThreadTasks(InstantSource.system());
    private final Journal journal;
    private final Notifier notifier;

    Journey(Path directory, Endpoint endpoint) {
        state = RocksState.open(directory);
        var topics = new Topics(state);
        var rules = new Rules(state);
        configure(topics, rules);
        journal = new Journal(state);
        var stats = new Stats();
        var format = new S3Records("default");
        var deliverer =
                new Deliverer(
                        journal,
                        new Ledger(state, journal),
                        new TopicTargets(topics, _ -> endpoint, _ -> format),
                        new Deliverer.World(InstantSource.system(), tasks, new SecureRandom()),
                        stats);
        notifier = new Notifier(topics, rules, journal, deliverer, stats);
    }

    void start() {
        notifier.start();
    }

    Journal journal() {
        return journal;
    }

    /** Commits {@code many} changes of different objects from {@code callers} threads. */
    void change(long many, int callers) throws InterruptedException {
        var left = new AtomicLong(many);
        var threads =
                IntStream.range(0, callers)
                        .mapToObj(_ -> Thread.ofVirtual().start(() -> changeWhile(left)))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void changeWhile(AtomicLong left) {
        long number = left.decrementAndGet();
        while (number >= 0) {
            change("photos/2026/" + number + ".jpg");
            number = left.decrementAndGet();
        }
    }

    private void change(String key) {
        var facts = new ObjectFacts(key, 1_024, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "127.0.0.1", "request", "host");
        var now = InstantSource.system().instant();
        var commit = new Commit();
        var announcement =
                notifier.announce(
                        commit, new Change(EventType.CREATED_PUT, now, BUCKET, facts, origin));
        switch (state.commit(commit)) {
            case CommitResult.Committed done -> announcement.committed(done);
            case CommitResult.Conflict conflict -> throw new IllegalStateException("" + conflict);
        }
    }

    private void configure(Topics topics, Rules rules) {
        if (topics.find("bench").isPresent()) {
            return;
        }
        var target = Optional.of(new Target("http://127.0.0.1:1/", Map.of()));
        topics.put(new Topic("bench", "me", target, true, "", Map.of()));
        var commit = new Commit();
        rules.begin(commit, BUCKET.id());
        state.commit(commit);
        var all = List.of(new EventPattern("s3:ObjectCreated:*", Set.of(EventType.CREATED_PUT)));
        rules.change(
                BUCKET.id(),
                _ -> List.of(new Rule("all", "bench", all, Filter.all(), new RuleState.Enabled())));
    }

    @Override
    public void close() {
        notifier.stop(STOP);
        tasks.close();
        state.close();
    }
}
