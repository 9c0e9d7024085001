package dev.carillon.server;

import dev.carillon.delivery.LaneId;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.stats.Stats;

import java.util.List;

/** Shows how much each topic is owed, as Ceph names it. Read from the books when asked. */
final class QueueGauges {
    private QueueGauges() {}

    static void register(Stats stats, Topics topics, Journal journal) {
        stats.gauge(
                "persistent_topic_len",
                "Deliveries owed to a topic that are neither made nor given up.",
                List.of("topic"),
                report ->
                        topics.list("", Integer.MAX_VALUE)
                                .forEach(it -> tell(report, journal, it)));
    }

    private static void tell(Stats.Report report, Journal journal, KeptTopic topic) {
        long owing = journal.owing(new LaneId(topic.lane()));
        if (topic.topic().persistent() || owing > 0) {
            report.value((double) owing, topic.topic().name());
        }
    }
}
