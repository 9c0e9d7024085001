package dev.carillon.rule;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The headers that no target may set, because the server or the connection sets them. */
final class ReservedHeaders {
    private static final List<String> PREFIXES = List.of("x-bz-", "x-carillon-");
    private static final Set<String> NAMES =
            Set.of(
                    "connection",
                    "content-length",
                    "content-type",
                    "host",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "user-agent",
                    "webhook-id");

    private ReservedHeaders() {}

    static boolean has(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || PREFIXES.stream().anyMatch(lower::startsWith);
    }
}
