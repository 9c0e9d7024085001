package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.TraceContext;
import dev.carillon.format.Message;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes attempts: writes the message, sends it, measures its time and counts it. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger("carillon.attempt");

    private final InstantSource clock;
    private final DeliveryMetrics metrics;

    Attempts(InstantSource clock, DeliveryMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * A message to be sent, with the headers that identify it.
     *
     * @param events one, or several of one rule that share a message
     * @param headers that identify this delivery and this attempt
     */
    record PreparedMessage(List<ObjectEvent> events, String rule, Map<String, String> headers) {
        PreparedMessage {
            events = List.copyOf(events);
        }

        /**
         * Returns the header that identifies events and rule, the same for every attempt with the
         * same ones.
         */
        static Map<String, String> named(List<ObjectEvent> events, String rule) {
            return Map.of("webhook-id", ObjectEvent.idOf(events) + "." + inHeader(rule));
        }

        /** Returns these headers, and the trace to which the events belong. */
        private Map<String, String> allHeaders() {
            Map<String, String> trace = TraceContext.headers(events);
            if (trace.isEmpty()) {
                return headers;
            }
            var all = new HashMap<>(headers);
            all.putAll(trace);
            return all;
        }

        private static String inHeader(String rule) {
            return URLEncoder.encode(rule, StandardCharsets.UTF_8);
        }
    }

    /** The result of an attempt, and the time it took. */
    record TimedResult(AttemptResult result, Duration took) {}

    /**
     * Makes an attempt.
     *
     * @param limit by wall clock; a shorter one of the destination's policy is obeyed as well
     */
    TimedResult attempt(
            Destination to, Endpoint endpoint, PreparedMessage preparedMessage, Duration limit) {
        Duration timeout = to.policy().pacing().timeout();
        var start = clock.instant();
        metrics.started();
        AttemptResult result =
                send(to, endpoint, preparedMessage, timeout.compareTo(limit) < 0 ? timeout : limit);
        var took = Duration.between(start, clock.instant());
        took = took.isNegative() ? Duration.ZERO : took;
        metrics.ended(result, took);
        return new TimedResult(result, took);
    }

    /**
     * Sends the message. An internal failure must not end the delivery, so it leads to a retry; a
     * library that is missing beside an endpoint kind is such a failure too.
     */
    private static AttemptResult send(
            Destination to, Endpoint endpoint, PreparedMessage preparedMessage, Duration limit) {
        try {
            Message message =
                    to.format()
                            .write(
                                    preparedMessage.events(),
                                    preparedMessage.rule(),
                                    to.opaqueData());
            Message complete =
                    message.about(preparedMessage.events(), preparedMessage.allHeaders());
            return endpoint.send(to.signer().signed(complete), limit);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("an attempt failed inside the server", e);
            return new AttemptResult.Unreachable("internal error: " + e);
        }
    }
}
