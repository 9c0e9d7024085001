package dev.carillon.engine;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.LaneLimits;
import dev.carillon.format.Format;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.OwnTopic;
import dev.carillon.rule.Target;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Choices about what a {@link DeliveryEngine} sends, how long it tries and what it keeps.
 *
 * @param formats gives the dialect that a target asks for
 * @param topics delivery policy of topics whose attributes say nothing
 * @param ownRules delivery policy of rules that have their own address
 * @param events how long events that are owed to nobody are kept
 * @param deadLetters how long dead letters are kept; empty = for ever
 * @param limits how much of each lane is held in memory
 * @param places attempts of all lanes that compute at once before lanes take turns
 */
public record EngineSettings(
        Function<Target, Format> formats,
        DeliveryPolicy topics,
        DeliveryPolicy ownRules,
        EventRetention events,
        Optional<Duration> deadLetters,
        LaneLimits limits,
        int places) {
    private static final Duration RULE_PATIENCE = Duration.ofDays(1);
    private static final Duration KEEP_DEAD_LETTERS = Duration.ofDays(30);

    /** Returns the defaults of docs/configuration.md, with these formats. */
    public static EngineSettings defaults(Function<Target, Format> formats) {
        return new EngineSettings(
                formats,
                DeliveryPolicy.defaults(),
                OwnTopic.defaults(RULE_PATIENCE),
                EventRetention.defaults(),
                Optional.of(KEEP_DEAD_LETTERS),
                LaneLimits.defaults(),
                Deliverer.usualPlaces());
    }

    /** Returns these settings with other policies for topics and for rules. */
    public EngineSettings delivering(DeliveryPolicy toTopics, DeliveryPolicy toOwnRules) {
        return new EngineSettings(
                formats, toTopics, toOwnRules, events, deadLetters, limits, places);
    }

    /** Returns these settings with other retentions. */
    public EngineSettings keeping(EventRetention log, Optional<Duration> letters) {
        return new EngineSettings(formats, topics, ownRules, log, letters, limits, places);
    }

    /** Returns these settings with other limits of what happens at once. */
    public EngineSettings within(LaneLimits ofLanes, int atOnce) {
        return new EngineSettings(formats, topics, ownRules, events, deadLetters, ofLanes, atOnce);
    }
}
