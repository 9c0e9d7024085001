package dev.carillon.server;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.LaneStanding;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.stats.Stats;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shows how each topic is doing: what it is owed, as Ceph names it, how far it is behind, what was
 * given up, and whether its endpoint is kept from attempts. Read from the books when asked, once
 * for all figures and once a second at most. For any number of threads.
 */
final class TopicGauges {
    private static final List<String> TOPIC = List.of("topic");
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final double MILLIS = 1_000;

    private final Topics topics;
    private final Journal journal;
    private final DeadLetters letters;
    private final Deliverer deliverer;
    private final InstantSource clock;
    private volatile Looks looks = new Looks(Instant.MIN, List.of());

    /** What was seen of all topics at a moment. */
    private record Looks(Instant at, List<Look> each) {}

    /**
     * What was seen of one topic.
     *
     * @param owes whether it is to be shown what it owes
     * @param breaker empty when nothing was owed to it since the start
     */
    private record Look(
            String topic,
            boolean owes,
            long owing,
            double lagSeconds,
            long letters,
            Optional<Boolean> breaker) {}

    TopicGauges(
            Topics topics,
            Journal journal,
            DeadLetters letters,
            Deliverer deliverer,
            InstantSource clock) {
        this.topics = topics;
        this.journal = journal;
        this.letters = letters;
        this.deliverer = deliverer;
        this.clock = clock;
    }

    void register(Stats stats) {
        gauge(
                stats,
                "persistent_topic_len",
                "Deliveries owed to a topic that are neither made nor given up.",
                it -> it.owes() ? Optional.of((double) it.owing()) : Optional.empty());
        gauge(
                stats,
                "carillon_topic_lag_seconds",
                "The age of the oldest delivery a topic is owed.",
                it -> it.owes() ? Optional.of(it.lagSeconds()) : Optional.empty());
        gauge(
                stats,
                "carillon_dead_letters",
                "Deliveries of a topic that were given up and are kept.",
                it -> it.letters() > 0 ? Optional.of((double) it.letters()) : Optional.empty());
        gauge(
                stats,
                "carillon_breaker_open",
                "1 while the endpoint of a topic is kept from queued deliveries but for probes.",
                it -> it.breaker().map(open -> open ? 1.0 : 0.0));
    }

    /** Reads one figure off a look at a topic; empty where there is none. */
    private interface Figure {
        Optional<Double> of(Look look);
    }

    private void gauge(Stats stats, String name, String help, Figure figure) {
        stats.gauge(
                name,
                help,
                TOPIC,
                report ->
                        looks().each()
                                .forEach(it ->
                                        figure.of(it)
                                                .ifPresent(
                                                        value -> report.value(value, it.topic()))));
    }

    private Looks looks() {
        Instant now = clock.instant();
        Looks last = looks;
        if (last.at().isAfter(now.minus(FRESH))) {
            return last;
        }
        var each = topics.listAll("", Integer.MAX_VALUE).stream().map(it -> look(it, now)).toList();
        looks = new Looks(now, each);
        return looks;
    }

    private Look look(KeptTopic kept, Instant now) {
        var live = new LaneId(kept.lane());
        List<LaneId> lanes = List.of(live, live.ofReplays());
        long owing = lanes.stream().mapToLong(journal::owing).sum();
        return new Look(
                kept.topic().name(),
                kept.topic().persistent() || owing > 0,
                owing,
                owing > 0 ? lag(lanes, now) : 0,
                lanes.stream().mapToLong(letters::count).sum(),
                deliverer.standing(live).map(LaneStanding::breakerOpen));
    }

    private double lag(List<LaneId> lanes, Instant now) {
        Stream<Instant> oldest =
                lanes.stream().flatMap(it -> journal.oldest(it).stream()).map(Owed::since);
        long millis =
                oldest.min(Instant::compareTo)
                        .map(it -> Duration.between(it, now).toMillis())
                        .orElse(0L);
        return Math.max(0, millis / MILLIS);
    }
}
