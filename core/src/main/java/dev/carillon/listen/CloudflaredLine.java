package dev.carillon.listen;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of cloudflared's log, on the console ({@code 2024-07-22T23:28:52Z INF text key=value}), in
 * JSON ({@code --output json}), or in neither form, as its last line before it gives up.
 *
 * @param level in lower case: {@code inf}, {@code info}, {@code err}, {@code error} …; empty if the
 *     line has none
 * @param message the text, with its keys and values
 */
record CloudflaredLine(String level, String message) {
    private static final Pattern CONSOLE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+\\s+([A-Z]{3})\\s(.*)");
    private static final Pattern BOXED_URL = Pattern.compile("\\|\\s+(https?://[^\\s|]+)\\s+\\|");
    private static final Pattern CONNECTED =
            Pattern.compile("Registered tunnel connection.*|Connection \\S+ registered.*");
    private static final Pattern METRICS =
            Pattern.compile("Starting metrics server on ([^\\s/]+)/metrics.*");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads a line. */
    static CloudflaredLine of(String line) {
        if (line.startsWith("{")) {
            return ofJson(line).orElseGet(() -> new CloudflaredLine("", line));
        }
        Matcher console = CONSOLE.matcher(line);
        return console.matches()
                ? new CloudflaredLine(lowerCase(console.group(1)), console.group(2).strip())
                : new CloudflaredLine("", line.strip());
    }

    /** Returns the public URL, if this is the line of the box that has it. */
    Optional<URI> url() {
        Matcher box = BOXED_URL.matcher(message);
        if (!box.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(box.group(1))).filter(url -> url.getHost() != null);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Returns whether it says that a connection to Cloudflare carries requests. */
    boolean connected() {
        return CONNECTED.matcher(message).matches();
    }

    /** Returns whether it tells of no fault. */
    boolean informs() {
        return level.startsWith("inf") || level.startsWith("d");
    }

    /** Returns the address of the metrics server, if this line says it. */
    Optional<String> metrics() {
        Matcher address = METRICS.matcher(message);
        return address.matches() ? Optional.of(address.group(1)) : Optional.empty();
    }

    private static Optional<CloudflaredLine> ofJson(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            if (!object.path("message").isString()) {
                return Optional.empty();
            }
            Map<String, String> others = new TreeMap<>();
            for (var member : object.properties()) {
                others.put(
                        member.getKey(),
                        member.getValue().isString()
                                ? member.getValue().stringValue()
                                : member.getValue().toString());
            }
            String message = object.path("message").stringValue();
            others.keySet().removeAll(Set.of("message", "time"));
            String level = Optional.ofNullable(others.remove("level")).orElse("");
            String values =
                    others.entrySet().stream()
                            .map(value -> " " + value.getKey() + "=" + value.getValue())
                            .collect(Collectors.joining());
            return Optional.of(new CloudflaredLine(lowerCase(level), (message.strip() + values)));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static String lowerCase(String level) {
        return level.toLowerCase(Locale.ROOT);
    }
}
