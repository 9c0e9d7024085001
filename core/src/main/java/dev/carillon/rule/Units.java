package dev.carillon.rule;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes durations and sizes as people write them: {@code 250ms}, {@code 10s}, {@code
 * 5m}, {@code 2h}, {@code 7d}; {@code 4096}, {@code 64KiB}, {@code 512MiB}, {@code 1GiB}, {@code
 * 2TiB}.
 */
public final class Units {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB|TiB)?");

    private Units() {}

    /**
     * Reads a duration.
     *
     * @throws RefusedException if it is invalid; the message says what to write
     */
    public static Duration duration(String text) {
        Matcher it = DURATION.matcher(text.strip());
        if (!it.matches()) {
            throw new RefusedException(
                    "'%s' is no duration: write a whole number and ms, s, m, h or d, such as 10s"
                            .formatted(text));
        }
        long number = Long.parseLong(it.group(1));
        return switch (it.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /**
     * Reads a size in bytes.
     *
     * @throws RefusedException if it is invalid; the message says what to write
     */
    public static long bytes(String text) {
        Matcher it = SIZE.matcher(text.strip());
        if (!it.matches()) {
            throw new RefusedException(
                    "'%s' is no size: write a whole number of bytes, or one with KiB, MiB, GiB or TiB, such as 512MiB"
                            .formatted(text));
        }
        long number = Long.parseLong(it.group(1));
        int shift =
                switch (it.group(2) == null ? "B" : it.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    case "TiB" -> 40;
                    default -> 0;
                };
        if (number > Long.MAX_VALUE >> shift) {
            throw new RefusedException("'%s' is larger than any disk".formatted(text));
        }
        return number << shift;
    }

    /**
     * Writes a duration in the form that {@link #duration} reads, in the largest unit that fits.
     */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
