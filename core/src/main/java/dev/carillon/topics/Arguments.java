package dev.carillon.topics;

import dev.carillon.http.Query;
import dev.carillon.signature.QueryPart;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of a topic request: those of the query, those of the form, and the pairs {@code
 * Attributes.entry.N.key} and {@code .value}, each of which counts as an argument of its own. An
 * incomplete pair is dropped, as in Ceph. If an argument occurs twice, the first one counts.
 */
record Arguments(Map<String, String> all) {
    private static final Pattern ENTRY =
            Pattern.compile("Attributes\\.entry\\.([0-9]{1,9})\\.(key|value)");
    private static final Set<String> OWN =
            Set.of(
                    "action",
                    "attributename",
                    "attributevalue",
                    "awsaccesskeyid",
                    "expires",
                    "name",
                    "nexttoken",
                    "payloadhash",
                    "securitytoken",
                    "signature",
                    "signaturemethod",
                    "signatureversion",
                    "timestamp",
                    "topicarn",
                    "version");

    /**
     * Reads the arguments.
     *
     * @param form the body
     * @throws TopicException if the form is malformed
     */
    static Arguments of(Query query, byte[] form) {
        Query body =
                Query.parse(new String(form, StandardCharsets.UTF_8))
                        .orElseThrow(() ->
                                TopicException.invalid(
                                        "The body must be a form, URL-encoded"
                                                + " (application/x-www-form-urlencoded)"));
        var plain = new LinkedHashMap<String, String>();
        var names = new LinkedHashMap<String, String>();
        var values = new HashMap<String, String>();
        for (Query source : new Query[] {query, body}) {
            for (QueryPart parameter : source.parameters()) {
                Matcher entry = ENTRY.matcher(parameter.name());
                if (!entry.matches()) {
                    plain.putIfAbsent(parameter.name(), parameter.value());
                } else if (entry.group(2).equals("key")) {
                    names.putIfAbsent(entry.group(1), parameter.value());
                } else {
                    values.putIfAbsent(entry.group(1), parameter.value());
                }
            }
        }
        names.forEach((number, name) -> {
            String value = values.get(number);
            if (value != null) {
                plain.putIfAbsent(name, value);
            }
        });
        return new Arguments(plain);
    }

    /** Returns an argument; also empty if its value is empty. */
    Optional<String> find(String name) {
        return Optional.ofNullable(all.get(name)).filter(text -> !text.isEmpty());
    }

    /**
     * Returns a required argument.
     *
     * @throws TopicException if it is missing
     */
    String required(String name) {
        return find(name)
                .orElseThrow(() -> TopicException.invalid("Missing required element " + name));
    }

    /** Returns the arguments that are attributes of a topic: all except the request's own. */
    Map<String, String> attributes() {
        var attributes = new LinkedHashMap<>(all);
        attributes.keySet().removeIf(Arguments::own);
        return attributes;
    }

    private static boolean own(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.isEmpty() || OWN.contains(lower) || lower.startsWith("x-amz-");
    }

    /** Returns the names only, because values may be secret. */
    @Override
    public String toString() {
        return all.keySet().toString();
    }
}
