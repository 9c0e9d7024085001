package dev.carillon.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The pauses between tries, as a user sets them and as the simulation interprets them.
 *
 * @param said the attributes that set them
 * @param grows whether they are doubled from the first to the last of {@code pauses}, and jittered
 *     to 50-100 %; a wait then ends as soon as the endpoint works again
 * @param pauses one for each retry, the last one repeats
 */
record Waits(Map<String, String> said, boolean grows, List<Duration> pauses) {
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 16;

    /** The default pauses. */
    static final Waits USUAL =
            new Waits(Map.of(), true, List.of(Duration.ofSeconds(1), Duration.ofMinutes(5)));

    /** The longest pause that is ever drawn. */
    static final Duration LONGEST_DRAWN = Duration.ofMinutes(70);

    static Waits drawn(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> seconds(random.nextInt(6));
            case 1 -> listed("list(1s,10s)", Duration.ofSeconds(1), Duration.ofSeconds(10));
            case 2 -> listed("list(2s,70m)", Duration.ofSeconds(2), LONGEST_DRAWN);
            case 3 ->
                    new Waits(
                            Map.of("retry", "exponential(100ms,2s)"),
                            true,
                            List.of(Duration.ofMillis(100), Duration.ofSeconds(2)));
            default -> USUAL;
        };
    }

    private static Waits seconds(int pause) {
        return new Waits(
                Map.of("retry_sleep_duration", Integer.toString(pause)),
                false,
                List.of(Duration.ofSeconds(pause)));
    }

    private static Waits listed(String text, Duration... pauses) {
        return new Waits(Map.of("retry", text), false, List.of(pauses));
    }

    /** Returns the shortest pause after so many tries: half of it if it is jittered. */
    Duration shortest(int tries) {
        if (!grows) {
            return pauses.get(Math.min(tries, pauses.size()) - 1);
        }
        var full = pauses.getFirst().multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
        return shorter(full, pauses.getLast()).dividedBy(2);
    }

    /** Returns the longest pause after so many tries. */
    Duration longest(int tries) {
        return grows ? shortest(tries).multipliedBy(2) : shortest(tries);
    }

    /** Returns the longest wait of any delivery, even one read back from disk. */
    Duration longest() {
        return longer(pauses.getLast(), LONGEST_RETRY_AFTER);
    }

    /** Returns the requested pause, up to the limit. */
    static Duration obeyed(Duration asked) {
        return shorter(asked, LONGEST_RETRY_AFTER);
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
