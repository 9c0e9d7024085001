package dev.carillon.script;

import dev.carillon.event.TraceContext;
import dev.carillon.format.Message;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An event as a script gets it. {@link ScriptDialect} writes it as a {@link Message}, whose headers
 * are the variables; an endpoint reads it from there.
 *
 * @param variables for the environment, by name: {@code CARILLON_BUCKET} and so on, and {@code
 *     TRACEPARENT} and {@code TRACESTATE}, as programs that trace expect them
 * @param event the event as JSON, on one line; not copied, so it must not be modified
 * @param flaw why it cannot be run, if the publisher's record is not complete
 * @param id tells its delivery from all others
 */
record ScriptCall(
        Map<String, String> variables, byte[] event, Optional<String> flaw, DeliveryId id) {
    static final String BUCKET = "CARILLON_BUCKET";
    static final String KEY = "CARILLON_KEY";
    static final String ACTION = "CARILLON_ACTION";
    static final String EVENT_TYPE = "CARILLON_EVENT_TYPE";
    static final String SIZE = "CARILLON_SIZE";
    static final String ETAG = "CARILLON_ETAG";
    static final String VERSION_ID = "CARILLON_VERSION_ID";
    static final String SEQUENCER = "CARILLON_SEQUENCER";
    static final String EVENT_ID = "CARILLON_EVENT_ID";
    static final String ATTEMPT = "CARILLON_ATTEMPT";

    /** The header of a message that says why its event cannot be run. */
    static final String FLAW = "x-carillon-flaw";

    private static final String VARIABLES = "CARILLON_";
    private static final String VARIABLES_END = "CARILLON`"; // the first text after them all

    ScriptCall {
        variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /**
     * The identity of a delivery: the same for each of its attempts, and another one if the event
     * is sent again by an operator.
     *
     * @param event the id of the event and its rule
     * @param number in its lane
     * @param replay whether it is sent again
     */
    record DeliveryId(String event, long number, boolean replay) {}

    /** Reads the call from a message of the {@link ScriptDialect}. */
    static ScriptCall of(Message message) {
        var headers = new TreeMap<>(message.headers());
        var variables = new TreeMap<>(headers.subMap(VARIABLES, VARIABLES_END));
        variables.put(ATTEMPT, headers.getOrDefault("x-carillon-attempt", "1"));
        for (String trace : List.of(TraceContext.PARENT, TraceContext.STATE)) {
            Optional.ofNullable(headers.get(trace))
                    .ifPresent(value -> variables.put(trace.toUpperCase(Locale.ROOT), value));
        }
        var id =
                new DeliveryId(
                        headers.getOrDefault("webhook-id", ""),
                        Long.parseLong(headers.getOrDefault("x-carillon-delivery", "0")),
                        headers.containsKey("x-carillon-replay"));
        return new ScriptCall(
                variables, message.body(), Optional.ofNullable(headers.get(FLAW)), id);
    }

    /** Returns a variable; empty text if it has no value. */
    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** Returns the name of the bucket. */
    String bucket() {
        return variable(BUCKET);
    }

    /** Returns the key of the object. */
    String key() {
        return variable(KEY);
    }

    /** Returns {@code copy}, {@code delete}, or empty text if the event asks for neither. */
    String action() {
        return variable(ACTION);
    }
}
