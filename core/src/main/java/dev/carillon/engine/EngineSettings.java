package dev.carillon.engine;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.LaneLimits;
import dev.carillon.format.Dialects;
import dev.carillon.notifier.FanOutLimits;
import dev.carillon.secrets.SealingKeys;

import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a {@link DeliveryEngine}: what it sends, how long it retries and what it keeps.
 *
 * @param dialects write and sign messages, and hold the policy for everything that recipients leave
 *     open
 * @param events how long events that are not owed any more are kept
 * @param deadLetters how long dead letters are kept; empty = for ever
 * @param limits how much of each lane is held in memory
 * @param places the number of attempts of all lanes that may compute at once before lanes take
 *     turns
 * @param fanOut the sizes of the commits that make the deliveries of published events
 * @param secrets the keys that seal stored secrets; none = nothing secret may be stored
 */
public record EngineSettings(
        Dialects dialects,
        EventRetention events,
        Optional<Duration> deadLetters,
        LaneLimits limits,
        int places,
        FanOutLimits fanOut,
        SealingKeys secrets) {
    private static final Duration KEEP_DEAD_LETTERS = Duration.ofDays(30);

    /** Returns the defaults of docs/configuration.md, with these dialects. */
    public static EngineSettings defaults(Dialects dialects) {
        return new EngineSettings(
                dialects,
                EventRetention.defaults(),
                Optional.of(KEEP_DEAD_LETTERS),
                LaneLimits.defaults(),
                Deliverer.usualPlaces(),
                FanOutLimits.defaults(),
                SealingKeys.none());
    }

    /** Returns these settings with other retentions. */
    public EngineSettings keeping(EventRetention log, Optional<Duration> letters) {
        return new EngineSettings(dialects, log, letters, limits, places, fanOut, secrets);
    }

    /** Returns these settings with other sizes of the commits of published events. */
    public EngineSettings fanningOut(FanOutLimits other) {
        return new EngineSettings(dialects, events, deadLetters, limits, places, other, secrets);
    }

    /** Returns these settings with other limits for memory and for concurrency. */
    public EngineSettings within(LaneLimits ofLanes, int atOnce) {
        return new EngineSettings(dialects, events, deadLetters, ofLanes, atOnce, fanOut, secrets);
    }

    /** Returns these settings with keys that seal stored secrets. */
    public EngineSettings sealing(SealingKeys keys) {
        return new EngineSettings(dialects, events, deadLetters, limits, places, fanOut, keys);
    }
}
