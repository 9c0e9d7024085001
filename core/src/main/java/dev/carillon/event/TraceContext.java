package dev.carillon.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The place of a request in a distributed trace, as the W3C document "Trace Context" defines it. It
 * is passed on unchanged, so that the work of an endpoint becomes a child of the client's span.
 *
 * @param parent trace, span and flags in version 00
 * @param state what tracing systems note beside it; empty if there is nothing
 */
public record TraceContext(String parent, String state) {
    /** The header and the CloudEvents attribute of {@code parent}. */
    public static final String PARENT = "traceparent";

    /** The header and the CloudEvents attribute of {@code state}. */
    public static final String STATE = "tracestate";

    /** The longest state that is kept, in characters: the least that W3C asks for. */
    private static final int LONGEST_STATE = 512;

    private static final int MOST_MEMBERS = 32;
    private static final int LONG_MEMBER = 128;
    private static final int FIRST_LENGTH = 55;
    private static final int KNOWN_FLAGS = 0x03;
    private static final int SAMPLED = 0x01;
    private static final String FIRST_VERSION = "00";
    private static final int TRACE = 3;
    private static final int FLAGS = 53;

    private static final Pattern PARENT_FORM =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern MEMBER =
            Pattern.compile(
                    "([a-z0-9][a-z0-9_*/@-]{0,255})=[\\x20-\\x2B\\x2D-\\x3C\\x3E-\\x7E]{0,255}"
                            + "[\\x21-\\x2B\\x2D-\\x3C\\x3E-\\x7E]");

    /**
     * Reads the headers of a request. Empty if the trace is not valid, which W3C demands to ignore;
     * a state that is not valid is left out alone.
     *
     * @param headers gives the values of a header, in their order
     */
    public static Optional<TraceContext> of(Function<String, List<String>> headers) {
        List<String> parents = headers.apply(PARENT);
        return parents.size() == 1
                ? parent(parents.getFirst())
                        .map(parent -> new TraceContext(parent, state(headers.apply(STATE))))
                : Optional.empty();
    }

    /** Returns both as headers or attributes, by name. */
    public Map<String, String> headers() {
        var headers = new TreeMap<String, String>();
        headers.put(PARENT, parent);
        if (!state.isEmpty()) {
            headers.put(STATE, state);
        }
        return headers;
    }

    /**
     * Returns the trace of a message about several events, as headers: that of its events if all of
     * them have the same one.
     */
    public static Map<String, String> headers(List<ObjectEvent> events) {
        if (events.isEmpty()) {
            return Map.of();
        }
        Optional<TraceContext> first = of(events.getFirst());
        return first.isPresent() && events.stream().allMatch(event -> of(event).equals(first))
                ? first.get().headers()
                : Map.of();
    }

    private static Optional<TraceContext> of(ObjectEvent event) {
        return event.change().origin().trace();
    }

    /** Returns the part of a later version that this one knows, as W3C asks for. */
    private static Optional<String> parent(String sent) {
        String text = sent.strip();
        if (text.length() < FIRST_LENGTH) {
            return Optional.empty();
        }
        boolean first = text.startsWith(FIRST_VERSION);
        boolean complete =
                text.length() == FIRST_LENGTH || (!first && text.charAt(FIRST_LENGTH) == '-');
        String known = text.substring(0, FIRST_LENGTH);
        if (!complete || !PARENT_FORM.matcher(known).matches()) {
            return Optional.empty();
        }
        int flags = Integer.parseInt(known.substring(FLAGS), 16) & (first ? KNOWN_FLAGS : SAMPLED);
        return Optional.of(FIRST_VERSION + "-" + known.substring(TRACE, FLAGS - 1) + "-0" + flags);
    }

    private static String state(List<String> sent) {
        var members = new ArrayList<String>();
        var keys = new HashSet<String>();
        for (String part : String.join(",", sent).split(",", -1)) {
            String member = part.strip();
            if (member.isEmpty()) {
                continue;
            }
            var form = MEMBER.matcher(member);
            if (!form.matches() || !keys.add(form.group(1)) || keys.size() > MOST_MEMBERS) {
                return "";
            }
            members.add(member);
        }
        return shortened(members);
    }

    /** Drops members until the rest is short enough: long ones, then those at the end. */
    private static String shortened(List<String> members) {
        for (int i = members.size() - 1; i >= 0 && tooLong(members); i--) {
            if (members.get(i).length() > LONG_MEMBER) {
                members.remove(i);
            }
        }
        while (tooLong(members)) {
            members.removeLast();
        }
        return String.join(",", members);
    }

    private static boolean tooLong(List<String> members) {
        return String.join(",", members).length() > LONGEST_STATE;
    }
}
