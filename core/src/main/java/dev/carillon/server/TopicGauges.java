package dev.carillon.server;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.LaneStanding;
import dev.carillon.delivery.LaneId;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.stats.Stats;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Shows how each topic is doing: what it is owed, as Ceph names it, how far it is behind, what was
 * given up, and whether its endpoint is kept from attempts. Read from the books when asked.
 */
final class TopicGauges {
    private static final List<String> TOPIC = List.of("topic");
    private static final double MILLIS = 1_000;

    private final Topics topics;
    private final Journal journal;
    private final DeadLetters letters;
    private final Deliverer deliverer;
    private final InstantSource clock;

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
        stats.gauge(
                "persistent_topic_len",
                "Deliveries owed to a topic that are neither made nor given up.",
                TOPIC,
                report -> each(report, this::tellLength));
        stats.gauge(
                "carillon_topic_lag_seconds",
                "The age of the oldest delivery a topic is owed.",
                TOPIC,
                report -> each(report, this::tellLag));
        stats.gauge(
                "carillon_dead_letters",
                "Deliveries of a topic that were given up and are kept.",
                TOPIC,
                report -> each(report, this::tellLetters));
        stats.gauge(
                "carillon_breaker_open",
                "1 while the endpoint of a topic is kept from attempts but for probes.",
                TOPIC,
                report -> each(report, this::tellBreaker));
    }

    /** Tells one figure of one topic. */
    private interface Teller {
        void tell(Stats.Report report, KeptTopic topic, LaneId lane);
    }

    private void each(Stats.Report report, Teller teller) {
        topics.list("", Integer.MAX_VALUE)
                .forEach(it -> teller.tell(report, it, new LaneId(it.lane())));
    }

    private void tellLength(Stats.Report report, KeptTopic topic, LaneId lane) {
        long owing = journal.owing(lane) + journal.owing(lane.ofReplays());
        if (topic.topic().persistent() || owing > 0) {
            report.value((double) owing, topic.topic().name());
        }
    }

    private void tellLag(Stats.Report report, KeptTopic topic, LaneId lane) {
        if (topic.topic().persistent()) {
            double millis =
                    journal.oldest(lane)
                            .map(it -> Duration.between(it.since(), clock.instant()))
                            .map(Duration::toMillis)
                            .orElse(0L);
            report.value(Math.max(0, millis / MILLIS), topic.topic().name());
        }
    }

    private void tellLetters(Stats.Report report, KeptTopic topic, LaneId lane) {
        long kept = letters.count(lane) + letters.count(lane.ofReplays());
        if (kept > 0) {
            report.value((double) kept, topic.topic().name());
        }
    }

    private void tellBreaker(Stats.Report report, KeptTopic topic, LaneId lane) {
        deliverer
                .standing(lane)
                .map(LaneStanding::breakerOpen)
                .ifPresent(open -> report.value(open ? 1 : 0, topic.topic().name()));
    }
}
