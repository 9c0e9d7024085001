package dev.carillon.benchmarks;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.SteadyClock;
import dev.carillon.deliver.ThreadTasks;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.B2Events;
import dev.carillon.format.Format;
import dev.carillon.format.S3Records;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.notifier.Announcement;
import dev.carillon.notifier.LaneDestinations;
import dev.carillon.notifier.Notifier;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.OwnTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.Target;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;
import dev.carillon.store.Extents;
import dev.carillon.store.Store;
import dev.carillon.store.StoreSettings;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The path of an event without a store: commits in, endpoints out, connected as in the server.
 * Thread-safe.
 */
final class Journey implements AutoCloseable {
    /** The number of callers that keep the committer busy. */
    static final int CALLERS = 64;

    private static final Duration STOP = Duration.ofSeconds(5);

    private final Path directory;
    private final RocksState state;
    private final ThreadTasks tasks;
    private final Journal journal;
    private final Notifier notifier;

    /** Creates the topics and rules if the directory is new. */
    Journey(Path directory, TopicsAndRules topicsAndRules, Function<Target, Endpoint> endpoints) {
        this.directory = directory;
        state = RocksState.open(directory);
        var topics = new Topics(state);
        var rules = new Rules(state);
        configure(topicsAndRules, topics, rules);
        journal = new Journal(state);
        var stats = new Stats();
        var clock = SteadyClock.system();
        tasks = new ThreadTasks(clock);
        var deliverer =
                new Deliverer(
                        journal,
                        new Ledger(state, journal),
                        new LaneDestinations(
                                topics,
                                new OwnRules(state, rules, topics),
                                endpoints,
                                Journey::format),
                        new Deliverer.World(clock, tasks, new SecureRandom()),
                        stats);
        notifier = new Notifier(topics, rules, journal, deliverer, stats);
    }

    private static Format format(Target target) {
        boolean b2 = target.options().containsValue(OwnTopic.B2);
        return b2 ? new B2Events() : new S3Records("default");
    }

    /** Starts the delivery of what is owed. */
    void start() {
        notifier.start();
    }

    RocksState state() {
        return state;
    }

    Journal journal() {
        return journal;
    }

    /**
     * Returns a store over the same state, with its files in the same directory; it never sweeps.
     */
    Store store() {
        var clock = InstantSource.system();
        return new Store(
                state,
                notifier,
                Extents.open(new RealDisk(), directory.resolve("objects"), new SecureRandom()),
                new StoreSettings(clock, false));
    }

    /** Returns the number of deliveries owed in all lanes. */
    long owing() {
        return journal.lanes().stream().mapToLong(journal::owing).sum();
    }

    /**
     * Commits changes of different objects from {@link #CALLERS} threads, and notifies the lanes.
     */
    void change(long many, String prefix) throws InterruptedException {
        each(many, CALLERS, number -> change(prefix + number));
    }

    /**
     * Commits changes without notifying the lanes, as if the process had died then: {@link #start}
     * finds them.
     */
    void owe(long many, String prefix) throws InterruptedException {
        each(
                many,
                CALLERS,
                number -> {
                    var _ = commit(TopicsAndRules.BUCKET, prefix + number);
                });
    }

    /** Commits the change of one object and notifies the lanes. */
    void change(String key) {
        commit(TopicsAndRules.BUCKET, key).tell();
    }

    /** Commits the change of one object, without notifying the lanes. */
    Committed commit(Bucket bucket, String key) {
        Announced announced = announce(bucket, key);
        return switch (state.commit(announced.commit())) {
            case CommitResult.Committed done -> new Committed(announced.announcement(), done);
            case CommitResult.Conflict conflict -> throw new IllegalStateException("" + conflict);
        };
    }

    /** Prepares the commit of a change. */
    Announced announce(Bucket bucket, String key) {
        var facts = new ObjectFacts(key, 1_024, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "127.0.0.1", "request", "host");
        var now = InstantSource.system().instant();
        var commit = new Commit();
        var change = new Change(EventType.CREATED_PUT, now, bucket, facts, origin);
        return new Announced(commit, notifier.announce(commit, change));
    }

    /** A change that can be committed. */
    record Announced(Commit commit, Announcement announcement) {}

    /** A change that is durable. */
    record Committed(Announcement announcement, CommitResult.Committed result) {
        void tell() {
            announcement.committed(result);
        }
    }

    /** Runs a task {@code many} times on {@code callers} virtual threads. */
    static void each(long many, int callers, LongConsumer task) throws InterruptedException {
        var left = new AtomicLong(many);
        var threads =
                IntStream.range(0, callers)
                        .mapToObj(_ -> Thread.ofVirtual().start(() -> eachWhile(left, task)))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void eachWhile(AtomicLong left, LongConsumer task) {
        long number = left.decrementAndGet();
        while (number >= 0) {
            task.accept(number);
            number = left.decrementAndGet();
        }
    }

    private void configure(TopicsAndRules topicsAndRules, Topics topics, Rules rules) {
        if (topicsAndRules.topics().stream().anyMatch(it -> topics.find(it.name()).isPresent())) {
            return;
        }
        topicsAndRules.topics().forEach(topics::put);
        topicsAndRules.rules().forEach((bucket, wanted) -> make(rules, bucket, wanted));
    }

    private void make(Rules rules, Bucket bucket, List<Rule> wanted) {
        var commit = new Commit();
        rules.begin(commit, bucket.id());
        state.commit(commit);
        rules.change(bucket.id(), _ -> wanted);
    }

    @Override
    public void close() {
        notifier.stop(STOP);
        tasks.close();
        state.close();
    }
}
