package dev.carillon.app;

import java.util.List;

/**
 * The state of one topic's deliveries, as a server's metrics show it.
 *
 * @param owed deliveries that are neither done nor given up
 * @param lagSeconds age of the oldest of them
 * @param dead dead letters kept
 * @param held whether its endpoint failed so often that deliveries wait for a successful probe
 */
record TopicHealth(String topic, long owed, long lagSeconds, long dead, boolean held) {
    private static final String OWED = "persistent_topic_len";
    private static final String LAG = "carillon_topic_lag_seconds";
    private static final String DEAD = "carillon_dead_letters";
    private static final String HELD = "carillon_breaker_open";

    /** Returns the topics with owed deliveries, dead letters or earlier deliveries, by name. */
    static List<TopicHealth> all(Figures figures) {
        return figures.topics(List.of(OWED, LAG, DEAD, HELD)).stream()
                .map(topic -> of(topic, figures))
                .toList();
    }

    private static TopicHealth of(String topic, Figures figures) {
        return new TopicHealth(
                topic,
                rounded(figures, OWED, topic),
                rounded(figures, LAG, topic),
                rounded(figures, DEAD, topic),
                rounded(figures, HELD, topic) > 0);
    }

    private static long rounded(Figures figures, String name, String topic) {
        return Math.round(figures.ofTopic(name, topic).orElse(0.0));
    }
}
