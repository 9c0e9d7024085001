package dev.carillon.broker;

import dev.carillon.http.Request;
import dev.carillon.signature.Percent;

import java.util.Set;
import java.util.TreeSet;

/**
 * The path of a control request: {@code /@subscriptions/BUCKET/RULE/ID}. The names are decoded one
 * by one, so that an escaped slash belongs to a name; further segments are ignored.
 *
 * @param resource the first segment
 * @param bucket empty = not named; then rule and id do not count
 * @param rule empty = not named; then the id does not count
 * @param id empty = not named
 */
record ControlPath(String resource, String bucket, String rule, String id) {
    private static final String SUBSCRIPTIONS = "@subscriptions";
    private static final String START = "/@";

    /** Returns whether a request is a control request; all others publish events. */
    static boolean serves(Request request) {
        return request.rawPath().startsWith(START);
    }

    /** Reads the path of a control request. */
    static ControlPath of(String rawPath) {
        String[] segments = rawPath.split("/", -1);
        return new ControlPath(
                segment(segments, 1),
                segment(segments, 2),
                segment(segments, 3),
                segment(segments, 4));
    }

    private static String segment(String[] segments, int index) {
        return index < segments.length ? Percent.decode(segments[index]).orElseThrow() : "";
    }

    /** Returns whether the path leads to subscriptions. */
    boolean ofSubscriptions() {
        return resource.equals(SUBSCRIPTIONS);
    }

    /** Returns whether a rule is named. */
    boolean hasRule() {
        return !bucket.isEmpty() && !rule.isEmpty();
    }

    /** Returns whether a subscription is named. */
    boolean hasId() {
        return hasRule() && !id.isEmpty();
    }

    /** Returns the methods that are allowed here, as the header Allow lists them. */
    String allowed() {
        Set<String> methods = new TreeSet<>(Set.of("GET", "HEAD"));
        if (hasRule()) {
            methods.add("POST");
        }
        if (hasId()) {
            methods.add("DELETE");
        }
        return String.join(", ", methods);
    }
}
