package dev.carillon.deliver;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;

/** Looks into lanes, to see that they hold no more in memory than they may. */
public final class LaneSizes {
    private static final Field LANES = field(Deliverer.class, "lanes");
    private static final Field LANE = field(LaneDriver.class, "lane");
    private static final Field SCHEDULE = field(Lane.class, "schedule");

    private LaneSizes() {}

    /**
     * What is too much; empty when nothing is.
     *
     * @param early how many offers may have come in, at most, while a lane was reading
     */
    public static Optional<String> objection(Deliverer deliverer, LaneLimits limits, int early) {
        for (Object driver : ((Map<?, ?>) value(LANES, deliverer)).values()) {
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
