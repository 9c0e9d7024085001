package dev.carillon.rule;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The checks of headers that users add to the messages of a rule or a topic. */
public final class CustomHeaders {
    private static final int MOST = 10;
    private static final int MOST_BYTES = 2_048;
    private static final int BYTES_AROUND = 3;
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final List<String> PREFIXES_OF_TOPICS = List.of("webhook-", "ce-");
    private static final Map<String, String> INSTEAD =
            Map.of(
                    "authorization", "set the attribute authorization instead",
                    "content-encoding", "set the attribute gzip instead");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private CustomHeaders() {}

    /** The ways in which headers can be wrong. */
    public enum Kind {
        /** More than 10. */
        TOO_MANY,
        /** No name. */
        EMPTY_NAME,
        /** A name that HTTP does not allow. */
        INVALID_NAME,
        /** A name that the server or the connection sets. */
        RESERVED_NAME,
        /** A value that HTTP does not allow. */
        INVALID_VALUE,
        /** A name that occurs twice. */
        TWICE,
        /** More than 2,048 URL-encoded bytes together. */
        TOO_LARGE
    }

    /**
     * The first thing that is wrong with headers.
     *
     * @param words for the user, without values
     */
    public record Flaw(Kind kind, String words) {}

    /** Returns what is wrong with the headers of a rule or topic. */
    public static Optional<Flaw> flaw(List<Target.Header> headers) {
        if (headers.size() > MOST) {
            return found(
                    Kind.TOO_MANY,
                    "There are at most %d custom headers, not %d".formatted(MOST, headers.size()));
        }
        Set<String> names = new HashSet<>();
        int bytes = 0;
        for (Target.Header header : headers) {
            Optional<Flaw> flaw = flaw(header);
            if (flaw.isPresent()) {
                return flaw;
            }
            if (!names.add(header.name().toLowerCase(Locale.ROOT))) {
                return found(
                        Kind.TWICE,
                        "The custom header %s is there more than once".formatted(header.name()));
            }
            bytes += encoded(header.name()) + encoded(header.value()) + BYTES_AROUND;
        }
        return bytes <= MOST_BYTES
                ? Optional.empty()
                : found(
                        Kind.TOO_LARGE,
                        "The custom headers have %d URL-encoded bytes, 3 more for each: at most %d"
                                .formatted(bytes, MOST_BYTES));
    }

    /**
     * Reads the headers of a topic: {@code {"X-Name":"value",…}}.
     *
     * @throws RefusedException if they are no such object, or one of them is not allowed; the
     *     message has no values
     */
    public static List<Target.Header> parse(String json) {
        List<Target.Header> headers = read(json);
        flaw(headers)
                .ifPresent(flaw -> {
                    throw new RefusedException(flaw.words());
                });
        for (Target.Header header : headers) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (PREFIXES_OF_TOPICS.stream().anyMatch(name::startsWith)) {
                throw new RefusedException(
                        "The custom header %s is not allowed: it is set by the sender"
                                .formatted(header.name()));
            }
            if (INSTEAD.containsKey(name)) {
                throw new RefusedException(
                        "The custom header %s is not allowed: %s"
                                .formatted(header.name(), INSTEAD.get(name)));
            }
        }
        return headers;
    }

    private static List<Target.Header> read(String json) {
        try {
            JsonNode all = JSON.readTree(json);
            var headers = new ArrayList<Target.Header>();
            for (Map.Entry<String, JsonNode> member : all.properties()) {
                if (!member.getValue().isString()) {
                    throw notAnObject();
                }
                headers.add(new Target.Header(member.getKey(), member.getValue().stringValue()));
            }
            if (!all.isObject()) {
                throw notAnObject();
            }
            return headers;
        } catch (JacksonException _) {
            throw notAnObject(); // the parser's words could repeat a value
        }
    }

    private static RefusedException notAnObject() {
        return new RefusedException(
                "write a JSON object of header names, each once, and texts, such as"
                        + " {\"X-Team\":\"storage\"}");
    }

    private static Optional<Flaw> flaw(Target.Header header) {
        String name = header.name();
        if (name.isEmpty()) {
            return found(Kind.EMPTY_NAME, "A custom header has no name");
        }
        if (!name.matches(TOKEN)) {
            return found(Kind.INVALID_NAME, "'%s' is no header name (RFC 9110)".formatted(name));
        }
        if (ReservedHeaders.has(name)) {
            return found(
                    Kind.RESERVED_NAME,
                    "The custom header %s is not allowed: it is set by the sender".formatted(name));
        }
        return isValue(header.value())
                ? Optional.empty()
                : found(
                        Kind.INVALID_VALUE,
                        "The value of the custom header %s must be visible ASCII, with blanks inside only"
                                .formatted(name));
    }

    /** Returns whether a text may be the value of a header. */
    public static boolean isValue(String text) {
        boolean control = text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c >= 0x7f);
        return !control && text.equals(text.strip());
    }

    private static Optional<Flaw> found(Kind kind, String words) {
        return Optional.of(new Flaw(kind, words));
    }

    private static int encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).length();
    }
}
