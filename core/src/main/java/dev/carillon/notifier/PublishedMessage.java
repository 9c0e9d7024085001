package dev.carillon.notifier;

import dev.carillon.event.Origin;
import dev.carillon.event.OriginalMessage;
import dev.carillon.event.TraceContext;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A message in B2's format that another program sent, whose signature was verified.
 *
 * @param content its body, and those of its headers that are passed on
 * @param address the address from which it came, empty if there was none
 * @param trace the trace to which it belongs, if it has one
 */
public record PublishedMessage(
        OriginalMessage content, String address, Optional<TraceContext> trace) {
    private static final Set<String> PASSED_ON =
            Set.of("content-type", "user-agent", "x-bz-event-notification-signature");

    /**
     * Creates a message.
     *
     * @param body not copied, so it must not be modified
     * @param headers all headers, of which only some are kept
     */
    public PublishedMessage(byte[] body, Map<String, String> headers, String address) {
        this(new OriginalMessage(body, passedOn(headers)), address);
    }

    /** Creates a message that belongs to no trace. */
    public PublishedMessage(OriginalMessage content, String address) {
        this(content, address, Optional.empty());
    }

    /** Returns the same message as a part of a trace, if there is one. */
    public PublishedMessage in(Optional<TraceContext> other) {
        return new PublishedMessage(content, address, other);
    }

    /** Returns the origin of its events. */
    Origin origin() {
        return new Origin("", address, "", "").in(trace);
    }

    private static Map<String, String> passedOn(Map<String, String> headers) {
        var some = new TreeMap<String, String>();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (PASSED_ON.contains(lower)) {
                some.put(lower, value);
            }
        });
        return some;
    }
}
