package dev.carillon.rule;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A highest number of attempts in a time: {@code 10/s}, {@code 600/m}, {@code 1000/h}. They are
 * spread evenly over it; a tenth of the number for one second may begin at once.
 *
 * @param attempts 1 to 1,000,000
 * @param per a second, a minute or an hour
 */
public record Rate(int attempts, Duration per) {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,6})/([smh])");
    private static final int MOST = 1_000_000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The divisor that gives the part of a second's attempts that may begin at once. */
    private static final int BURST_PART = 10;

    public Rate {
        if (attempts < 1 || attempts > MOST || per.compareTo(SECOND) < 0) {
            throw new RefusedException("a rate is 1 to 1000000 attempts in a second or more");
        }
    }

    /**
     * Reads a rate.
     *
     * @throws RefusedException if it is invalid; the message says what to write
     */
    public static Rate parse(String text) {
        Matcher it = TEXT.matcher(text.strip());
        if (!it.matches()) {
            throw new RefusedException(
                    "write 1 to 1000000 attempts in a second, minute or hour, such as 10/s, 600/m"
                            + " or 1000/h");
        }
        return new Rate(Integer.parseInt(it.group(1)), Units.duration("1" + it.group(2)));
    }

    /** Returns the time from one attempt to the next, rounded up to a nanosecond. */
    public Duration interval() {
        return Duration.ofNanos(Math.ceilDiv(per.toNanos(), attempts));
    }

    /** Returns how many attempts may begin at once after a time without any: at least 1. */
    public int burst() {
        long inASecond = attempts / per.toSeconds();
        return (int) Math.max(1, inASecond / BURST_PART);
    }

    /** Returns the rate of the same number of attempts in twice the time. */
    Rate halved() {
        return new Rate(attempts, per.multipliedBy(2));
    }
}
