package dev.carillon.benchmarks;

import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.Dialects;
import dev.carillon.journal.Journal;
import dev.carillon.notifier.Announcement;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Rule;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The path of an event without a store: commits in, endpoints out, through the same engine as in
 * the server. Thread-safe.
 */
final class Journey implements AutoCloseable {
    /** The number of callers that keep the committer busy. */
    static final int CALLERS = 64;

    private final Path directory;
    private final RocksState state;
    private final DeliveryEngine engine;

    /** Creates the topics and rules if the directory is new. */
    Journey(Path directory, TopicsAndRules topicsAndRules, EndpointProvider endpoints) {
        this.directory = directory;
        state = RocksState.open(directory);
        engine =
                DeliveryEngine.open(
                        state,
                        EngineSettings.defaults(Dialects.standard("default")),
                        EngineRuntime.system(List.of(endpoints), new Stats()));
        configure(topicsAndRules);
    }

    /** Starts the delivery of what is owed. */
    void start() {
        engine.start();
    }

    RocksState state() {
        return state;
    }

    Journal journal() {
        return engine.journal();
    }

    /**
     * Returns a store over the same state, with its files in the same directory; it never sweeps.
     */
    Store store() {
        var clock = InstantSource.system();
        return new Store(
                state,
                engine.notifier(),
                Extents.open(new RealDisk(), directory.resolve("objects"), new SecureRandom()),
                new StoreSettings(clock, false));
    }

    /** Returns the number of deliveries owed in all lanes. */
    long owing() {
        Journal journal = engine.journal();
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
        commit(TopicsAndRules.BUCKET, key).notifyLanes();
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
        return new Announced(commit, engine.notifier().announce(commit, change));
    }

    /** A change that can be committed. */
    record Announced(Commit commit, Announcement announcement) {}

    /** A change that is durable. */
    record Committed(Announcement announcement, CommitResult.Committed result) {
        void notifyLanes() {
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

    private void configure(TopicsAndRules topicsAndRules) {
        Topics topics = engine.topics();
        if (topicsAndRules.topics().stream()
                .anyMatch(topic -> topics.find(topic.recipient()).isPresent())) {
            return;
        }
        topicsAndRules.topics().forEach(topics::put);
        topicsAndRules.rules().forEach(this::make);
    }

    private void make(Bucket bucket, List<Rule> wanted) {
        var commit = new Commit();
        engine.rules().begin(commit, bucket.id());
        state.commit(commit);
        engine.rules().change(bucket.id(), _ -> wanted);
    }

    @Override
    public void close() {
        engine.close();
        state.close();
    }
}
