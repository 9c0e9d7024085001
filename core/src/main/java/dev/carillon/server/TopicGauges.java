package dev.carillon.server;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.stats.Stats;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Gauges of each topic: the deliveries that it is owed, under Ceph's name, its lag, its dead
 * letters, and whether its breaker is open. The number of deliveries owed is counted at each query;
 * the rest is read from the books, once for all gauges and at most once a second. Thread-safe.
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
    private final Instant started;

    /** The last number of each lane when the process started. */
    private final Map<LaneId, Long> given;

    private volatile Looks looks = new Looks(Instant.MIN, List.of());

    /** The observations of all topics at one moment. */
    private record Looks(Instant at, List<Look> each) {}

    /**
     * The observations of one topic.
     *
     * @param topic its name; also of a deleted topic that has dead letters
     * @param owes whether its lag is to be shown
     * @param breaker empty if nothing was owed to it since the start
     */
    private record Look(
            String topic,
            boolean owes,
            double lagSeconds,
            long letters,
            Optional<Boolean> breaker) {}

    TopicGauges(DeliveryEngine engine, InstantSource clock) {
        this.topics = engine.topics();
        this.journal = engine.journal();
        this.letters = engine.letters();
        this.deliverer = engine.deliverer();
        this.clock = clock;
        this.started = clock.instant();
        this.given = letters.numbersGiven();
    }

    void register(Stats stats) {
        stats.gauge(
                "persistent_topic_len",
                "Deliveries owed to a topic that are neither done nor given up.",
                TOPIC,
                report ->
                        all().forEach(keptTopic ->
                                length(keptTopic)
                                        .ifPresent(owing ->
                                                report.value(owing, keptTopic.topic().name()))));
        gauge(
                stats,
                "carillon_topic_lag_seconds",
                "The age of the oldest delivery owed to a topic.",
                look -> look.owes() ? Optional.of(look.lagSeconds()) : Optional.empty());
        gauge(
                stats,
                "carillon_dead_letters",
                "Deliveries of a topic that were given up and are kept.",
                look ->
                        look.letters() > 0
                                ? Optional.of((double) look.letters())
                                : Optional.empty());
        gauge(
                stats,
                "carillon_breaker_open",
                "1 while the breaker of a topic lets only probes through.",
                look -> look.breaker().map(open -> open ? 1.0 : 0.0));
    }

    /** Reads one figure from the observations of a topic; empty if there is none. */
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
                                .forEach(look ->
                                        figure.of(look)
                                                .ifPresent(value ->
                                                        report.value(value, look.topic()))));
    }

    private Looks looks() {
        Instant now = clock.instant();
        Looks last = looks;
        if (last.at().isAfter(now.minus(FRESH))) {
            return last;
        }
        Map<String, Long> kept = letters();
        var each = new ArrayList<Look>();
        for (KeptTopic topic : all()) {
            Long own = kept.remove(topic.topic().name());
            each.add(look(topic, own == null ? 0 : own, now));
        }
        kept.forEach((name, count) -> each.add(new Look(name, false, 0, count, Optional.empty())));
        looks = new Looks(now, List.copyOf(each));
        return looks;
    }

    private List<KeptTopic> all() {
        return topics.listAll("", Integer.MAX_VALUE);
    }

    /**
     * Returns the number of dead letters of each topic, over all lanes that it ever had, because a
     * rule may have had several.
     */
    private Map<String, Long> letters() {
        var kept = new TreeMap<String, Long>();
        for (LaneId lane : journal.lanes()) {
            long count = letters.count(lane);
            if (count > 0) {
                kept.merge(topics.nameOf(lane.topic()).orElse(""), count, Long::sum);
            }
        }
        return kept;
    }

    private Optional<Double> length(KeptTopic kept) {
        long owing = lanes(kept).stream().mapToLong(deliverer::owing).sum();
        return kept.topic().persistent() || owing > 0
                ? Optional.of((double) owing)
                : Optional.empty();
    }

    private static List<LaneId> lanes(KeptTopic kept) {
        var live = new LaneId(kept.lane());
        return List.of(live, live.ofReplays());
    }

    private Look look(KeptTopic kept, long ofLetters, Instant now) {
        var live = new LaneId(kept.lane());
        List<LaneId> lanes = lanes(kept);
        long owing = lanes.stream().mapToLong(deliverer::owing).sum();
        return new Look(
                kept.topic().name(),
                kept.topic().persistent() || owing > 0,
                owing > 0 ? lag(lanes, now) : 0,
                ofLetters,
                deliverer
                        .standing(live)
                        .map(laneStatus -> laneStatus.breakerOpen() && deliverer.owing(live) > 0));
    }

    private double lag(List<LaneId> lanes, Instant now) {
        Stream<Instant> oldest =
                lanes.stream().flatMap(laneId -> journal.oldest(laneId).stream()).map(this::since);
        long millis =
                oldest.min(Instant::compareTo)
                        .map(instant -> Duration.between(instant, now).toMillis())
                        .orElse(0L);
        return Math.max(0, millis / MILLIS);
    }

    /**
     * Returns the time since when a delivery waits. A delivery owed when the process started waits
     * at least since then, whatever its own time says, because the clock may have been set back
     * meanwhile.
     */
    private Instant since(Owed owed) {
        boolean before = owed.number() <= given.getOrDefault(owed.delivery().lane(), 0L);
        return before && owed.since().isAfter(started) ? started : owed.since();
    }
}
