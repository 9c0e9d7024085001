package dev.carillon.receive;

import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a receiver answers, to rehearse failures: with which statuses, and how late.
 *
 * @param shares of the messages that get another status than 200, at most 100 % together
 * @param delay before every answer, at most {@link #MAX_DELAY}
 * @param retryAfter the header {@code Retry-After} of answers 429 and 503, in whole seconds
 * @param seed of the random choice of messages; empty = another one in each run
 */
public record Rehearsal(
        List<Share> shares, Duration delay, Optional<Duration> retryAfter, Optional<Long> seed) {
    /** The longest delay of an answer. */
    public static final Duration MAX_DELAY = Duration.ofMinutes(5);

    /** Every message gets 200, at once. */
    public static final Rehearsal NONE =
            new Rehearsal(List.of(), Duration.ZERO, Optional.empty(), Optional.empty());

    private static final int ALL = 10_000;

    /**
     * Checks the values.
     *
     * @throws RefusedException if the shares are more than 100 %, the delay is too long, or the
     *     pause is negative
     */
    public Rehearsal {
        shares = List.copyOf(shares);
        if (shares.stream().mapToInt(Share::hundredths).sum() > ALL) {
            throw new RefusedException(
                    "the statuses to answer with are for more than 100 % of the messages: lower"
                            + " their shares, such as 503:25%");
        }
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new RefusedException(
                    "the delay may be at most " + Units.text(MAX_DELAY) + ", such as 200ms");
        }
        if (retryAfter.filter(Duration::isNegative).isPresent()) {
            throw new RefusedException("the seconds of Retry-After may not be negative");
        }
    }

    /**
     * The share of messages that get one status.
     *
     * @param status 200 to 599
     * @param hundredths of a percent, 1 to 10,000
     */
    public record Share(int status, int hundredths) {
        private static final Pattern FORM =
                Pattern.compile("([2-5][0-9]{2})(?::([0-9]{1,3}(?:\\.[0-9]{1,2})?)%)?");

        /**
         * Reads {@code 503} or {@code 503:25%}.
         *
         * @throws RefusedException if it is neither; the message says what to write
         */
        public static Share parse(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            if (matcher.matches()) {
                String percent = matcher.group(2) == null ? "100" : matcher.group(2);
                int hundredths = new BigDecimal(percent).movePointRight(2).intValueExact();
                if (hundredths >= 1 && hundredths <= ALL) {
                    return new Share(Integer.parseInt(matcher.group(1)), hundredths);
                }
            }
            throw new RefusedException(
                    "'%s' is no answer: write a status from 200 to 599, and a share of the messages if not all get it, such as 503 or 503:25%%"
                            .formatted(text));
        }
    }
}
