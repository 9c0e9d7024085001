package dev.carillon.b2;

import dev.carillon.json.JsonFields;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Checks the CORS rules of a bucket, which are stored and returned. */
final class CorsRules {
    private static final int MOST = 100;
    private static final String NAME = "[A-Za-z0-9-]{6,50}";
    private static final String ORIGIN = "\\*|[a-z*][a-z0-9+.*-]*(://[^/?#\\s]+)?";
    private static final int MOST_SECONDS = 86_400;
    private static final Set<String> OPERATIONS =
            Set.of(
                    "b2_download_file_by_id",
                    "b2_download_file_by_name",
                    "b2_upload_file",
                    "b2_upload_part",
                    "s3_delete",
                    "s3_get",
                    "s3_head",
                    "s3_post",
                    "s3_put");

    private CorsRules() {}

    /** Refuses the whole list if any part of it is invalid. */
    static void check(List<JsonFields> rules) {
        if (rules.size() > MOST) {
            throw B2Exception.bad("corsRules has at most 100 rules: remove some");
        }
        var names = new HashSet<String>();
        for (JsonFields rule : rules) {
            String name = B2Fields.needed(rule, "corsRuleName");
            if (!name.matches(NAME) || name.startsWith("b2-")) {
                throw rule.wrong(
                        "corsRuleName",
                        "must be 6 to 50 letters, digits and hyphens, and not begin with b2-");
            }
            if (!names.add(name)) {
                throw rule.wrong("corsRuleName", "'%s' comes twice".formatted(name));
            }
            checkOrigins(rule);
            checkOperations(rule);
            rule.texts("allowedHeaders")
                    .ifPresent(text -> checkNames(rule, "allowedHeaders", text));
            rule.texts("exposeHeaders").ifPresent(text -> checkNames(rule, "exposeHeaders", text));
            OptionalLong age = rule.number("maxAgeSeconds");
            if (age.isEmpty() || age.getAsLong() < 0 || age.getAsLong() > MOST_SECONDS) {
                throw rule.wrong("maxAgeSeconds", "must be from 0 to " + MOST_SECONDS);
            }
        }
    }

    private static void checkOrigins(JsonFields rule) {
        for (String origin : some(rule, "allowedOrigins")) {
            boolean twoStars = origin.indexOf('*') != origin.lastIndexOf('*');
            if (twoStars || !origin.matches(ORIGIN)) {
                throw rule.wrong(
                        "allowedOrigins",
                        "has '%s': write https, *, or scheme://host with one * at most"
                                .formatted(origin));
            }
        }
    }

    private static void checkOperations(JsonFields rule) {
        for (String operation : some(rule, "allowedOperations")) {
            if (!OPERATIONS.contains(operation)) {
                throw rule.wrong(
                        "allowedOperations",
                        "has '%s'; there are %s"
                                .formatted(
                                        operation,
                                        String.join(", ", OPERATIONS.stream().sorted().toList())));
            }
        }
    }

    private static void checkNames(JsonFields rule, String field, List<String> names) {
        for (String name : names) {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
                throw rule.wrong(field, "has '%s', which is no header name".formatted(name));
            }
        }
    }

    private static List<String> some(JsonFields rule, String field) {
        return rule.texts(field)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> rule.wrong(field, "must name at least one"));
    }
}
