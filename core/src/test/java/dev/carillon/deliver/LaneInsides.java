package dev.carillon.deliver;

import dev.carillon.delivery.LaneId;
import dev.carillon.journal.LaneUpdate;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Inspects lanes: what they decided, and that they hold no more in memory than they may. */
public final class LaneInsides {
    private static final Field LANES = field(Deliverer.class, "lanes");
    private static final Field SERVICES = field(Deliverer.class, "services");
    private static final Field LANE = field(LaneDriver.class, "lane");
    private static final Field SCHEDULE = field(Lane.class, "schedule");
    private static final Field ATTEMPTS = field(Lane.class, "attempts");
    private static final Field IN_FLIGHT = field(LaneAttempts.class, "inFlight");
    private static final Field WAITING = field(Settler.class, "waiting");

    private LaneInsides() {}

    /**
     * Returns what exceeds the limits; empty if nothing does.
     *
     * @param early the largest number of offers that may have come in while a lane was reading
     */
    public static Optional<String> objection(Deliverer deliverer, LaneLimits limits, int early) {
        for (Object driver : lanes(deliverer).values()) {
            var schedule = (Schedule) value(SCHEDULE, value(LANE, driver));
            if (schedule.size() > limits.window() + early) {
                return Optional.of(schedule.size() + " deliveries are held: " + limits);
            }
            if (schedule.parkedKeys() > limits.parkedKeys()) {
                return Optional.of(schedule.parkedKeys() + " keys are parked: " + limits);
            }
        }
        return Optional.empty();
    }

    /**
     * Passes on each lane in memory with the attempts that it requested and awaits, by their
     * numbers.
     */
    public static void eachInFlight(
            Deliverer deliverer, BiConsumer<LaneId, List<List<Long>>> taker) {
        lanes(deliverer)
                .forEach((id, driver) -> taker.accept((LaneId) id, inFlight(value(LANE, driver))));
    }

    /**
     * Returns the entries that were decided and are not handed to the disk yet; another list after
     * they were.
     */
    @SuppressWarnings("unchecked")
    public static List<LaneUpdate> unwritten(Deliverer deliverer) {
        return (List<LaneUpdate>)
                value(WAITING, ((LaneServices) value(SERVICES, deliverer)).settler());
    }

    private static Map<?, ?> lanes(Deliverer deliverer) {
        return (Map<?, ?>) value(LANES, deliverer);
    }

    @SuppressWarnings("unchecked")
    private static List<List<Long>> inFlight(Object lane) {
        return ((Map<Long, List<KeyQueue>>) value(IN_FLIGHT, value(ATTEMPTS, lane)))
                .values().stream()
                        .map(batch ->
                                batch.stream().map(keyQueue -> keyQueue.head().number()).toList())
                        .toList();
    }

    private static Field field(Class<?> owner, String name) {
        try {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new LinkageError(
                    "%s has no field %s any more: name here what took its place"
                            .formatted(owner, name),
                    e);
        }
    }

    private static Object value(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new LinkageError("made accessible, and is not: " + field, e);
        }
    }
}
