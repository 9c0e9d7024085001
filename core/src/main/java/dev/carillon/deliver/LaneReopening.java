package dev.carillon.deliver;

import dev.carillon.delivery.LaneId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Starts lanes again that {@linkplain Settler#failed failed}, after a pause and from what is on
 * disk then, once their books can be written. The pause doubles with each failure of a lane,
 * because each start may send again what could not be settled before.
 *
 * <p>Thread-safe.
 */
final class LaneReopening {
    /** The pause after the first failure of a lane. */
    static final Duration FIRST = Duration.ofSeconds(5);

    /** The longest pause. A lane that has not failed for twice as long begins with the first. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(LaneReopening.class);

    private final LaneServices services;
    private final Predicate<LaneId> abandon;
    private final Consumer<LaneId> start;
    private final Set<LaneId> planned = ConcurrentHashMap.newKeySet();
    private final Map<LaneId, Pause> pauses = new ConcurrentHashMap<>();

    /** A pause after a failure. */
    private record Pause(Duration length, Instant end) {
        static Pause of(Duration length, Instant now) {
            return new Pause(length, now.plus(length));
        }

        Pause next(Instant now) {
            boolean longAgo = end.plus(LONGEST.multipliedBy(2)).isBefore(now);
            Duration doubled = length.multipliedBy(2);
            Duration limited = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
            return of(longAgo ? FIRST : limited, now);
        }
    }

    /**
     * Reopens no lane before {@link #look}.
     *
     * @param abandon ends whatever runs for a lane; returns whether it has ended
     * @param start starts a lane from what is on disk
     */
    LaneReopening(LaneServices services, Predicate<LaneId> abandon, Consumer<LaneId> start) {
        this.services = services;
        this.abandon = abandon;
        this.start = start;
    }

    /** Plans the reopening of each failed lane for which it is not planned yet. */
    void look() {
        services.settler().failed().stream().filter(planned::add).forEach(this::plan);
    }

    private void plan(LaneId lane) {
        Instant now = services.clock().instant();
        Pause pause =
                Optional.ofNullable(pauses.get(lane))
                        .map(before -> before.next(now))
                        .orElseGet(() -> Pause.of(FIRST, now));
        pauses.put(lane, pause);
        services.tasks().runAt(pause.end(), () -> services.tasks().runOnDisk(() -> reopen(lane)));
    }

    private void reopen(LaneId lane) {
        if (services.settler().settles(lane)) {
            planned.remove(lane);
        } else if (abandon.test(lane) && services.settler().reopen(lane)) {
            planned.remove(lane);
            LOG.warn("lane {}: its books can be written again, so the lane starts again", lane);
            start.accept(lane);
        } else if (!services.settler().broken()) {
            plan(lane);
        }
    }
}
