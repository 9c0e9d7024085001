package dev.carillon.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a retry schedule as people write it: {@code exponential(1s,5m)}, {@code
 * exponential(1s,5m,factor=2,jitter=0.5)}, {@code fixed(10s)}, {@code list(5s,5m,30m,2h)}, or the
 * JSON of an SNS retry policy.
 */
final class ScheduleText {
    private static final Pattern CALL = Pattern.compile("([a-z]+)\\(([^()]*)\\)");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?");
    private static final String FORMS =
            "write exponential(1s,5m), exponential(1s,5m,factor=2,jitter=0.5), fixed(10s),"
                    + " list(5s,5m,30m,2h), or the JSON of an SNS retry policy";

    private ScheduleText() {}

    /**
     * Reads a schedule.
     *
     * @throws RefusedException if it is invalid; the message says what to write
     */
    static RetrySchedule parse(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("{")) {
            return SnsPolicy.retries(stripped);
        }
        Matcher call = CALL.matcher(stripped);
        if (!call.matches()) {
            throw new RefusedException(FORMS);
        }
        var arguments = Arrays.stream(call.group(2).split(",", -1)).map(String::strip).toList();
        return switch (call.group(1)) {
            case "exponential" -> exponential(arguments);
            case "fixed" -> fixed(arguments);
            case "list" -> new RetrySchedule.Listed(durations(arguments));
            default -> throw new RefusedException(FORMS);
        };
    }

    private static RetrySchedule fixed(List<String> arguments) {
        Duration each = durations(arguments).getFirst();
        if (arguments.size() > 1 || each.compareTo(RetrySchedule.LONGEST) > 0) {
            throw new RefusedException("fixed takes one pause up to 7d, such as fixed(10s)");
        }
        return new RetrySchedule.Fixed(each);
    }

    private static RetrySchedule exponential(List<String> arguments) {
        Predicate<String> named = text -> text.contains("=");
        var pauses = durations(arguments.stream().filter(named.negate()).toList());
        var options = new ArrayList<>(arguments.stream().filter(named).toList());
        if (pauses.size() != 2) {
            throw new RefusedException(
                    "exponential takes the first and the longest pause, such as"
                            + " exponential(1s,5m)");
        }
        double factor = option(options, "factor", 2);
        double jitter = option(options, "jitter", 0.5);
        if (!options.isEmpty()) {
            throw new RefusedException(
                    "beside its two pauses exponential knows factor and jitter, each once, such as"
                            + " factor=2, jitter=0.5");
        }
        return new RetrySchedule.Exponential(pauses.get(0), factor, pauses.get(1), jitter);
    }

    /** Removes an option from the given ones and returns its value. */
    private static double option(List<String> options, String name, double unless) {
        String start = name + "=";
        var given = options.stream().filter(option -> option.startsWith(start)).findFirst();
        if (given.isEmpty()) {
            return unless;
        }
        options.remove(given.get());
        String value = given.get().substring(start.length());
        if (!DECIMAL.matcher(value).matches()) {
            throw new RefusedException(name + " is a number, such as " + start + unless);
        }
        return Double.parseDouble(value);
    }

    private static List<Duration> durations(List<String> texts) {
        return texts.stream().map(Units::duration).toList();
    }
}
