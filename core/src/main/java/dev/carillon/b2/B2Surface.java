package dev.carillon.b2;

import dev.carillon.http.Headers;
import dev.carillon.http.Request;
import dev.carillon.http.Warnings;
import dev.carillon.json.JsonFields;
import dev.carillon.signature.QueryPart;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The check of headers, parameters and fields of a call: its operation must support them, or their
 * value must ask for the default. Anything else that could have a meaning is refused, so that
 * clients do not rely on it.
 *
 * <p>Among fields and parameters this concerns those that another call of B2 has and this one has
 * not. Names that B2 does not know at all must not fail a call, and are named in a warning. Among
 * headers it concerns every other name that begins with {@code x-bz-}, conditions, and on uploads
 * the headers of HTTP that describe a body.
 */
final class B2Surface {
    /** The parameter that may carry a token instead of the header, on every call. */
    static final String TOKEN = "Authorization";

    private static final String OURS = "x-bz-";

    /** Conditions that, if ignored, would cause what the client meant to prevent. */
    private static final Set<String> CONDITIONS =
            Set.of("if-match", "if-unmodified-since", "if-range");

    /** Conditions that only save a read. */
    private static final Set<String> SPARING = Set.of("if-none-match", "if-modified-since");

    /** The headers of an upload that B2 has under other names, or not at all. */
    private static final Map<String, String> OF_UPLOADS =
            Map.of(
                    "content-disposition", "send X-Bz-Info-b2-content-disposition",
                    "content-encoding", "send X-Bz-Info-b2-content-encoding",
                    "content-language", "send X-Bz-Info-b2-content-language",
                    "expires", "send X-Bz-Info-b2-expires",
                    "content-md5", "send X-Bz-Content-Sha1",
                    "content-range", "send the whole file");

    /** The names of fields of all calls, at any depth. */
    private static final Set<String> KNOWN =
            Arrays.stream(B2Operation.values())
                    .flatMap(operation -> operation.carried().fields().stream())
                    .map(B2Surface::name)
                    .collect(Collectors.toUnmodifiableSet());

    private B2Surface() {}

    /** Returns the operation of a call; refuses one that this version does not have. */
    static B2Operation operation(String call) {
        return B2Operation.of(call)
                .orElseThrow(() ->
                        Unbuilt.ofCall(call)
                                .map(unbuilt -> unbuilt.refusal(call))
                                .orElseGet(() -> unknown(call)));
    }

    /**
     * Returns the refusal of an unknown call. It is not 404, which SDKs take for a missing file.
     */
    static B2Exception unknown(String call) {
        return B2Exception.bad(
                "There is no call %s here: paths are /b2api/v1 to v4, then the name of a call"
                        .formatted(call));
    }

    /** Checks the headers of a request, and its query if that does not hold the fields. */
    static void check(B2Operation operation, Request request) {
        for (Headers.Field field : request.headers().fields()) {
            check(operation, field);
        }
        var seen = new HashSet<String>();
        for (QueryPart parameter : request.query().parameters()) {
            String name = parameter.name();
            if (!seen.add(name)) {
                throw B2Exception.bad("The parameter %s comes twice: send one".formatted(name));
            }
            boolean isField = !request.method().equals("POST");
            if (!name.equals(TOKEN) && !isField) {
                throw B2Exception.bad(
                        "%s is in the query, but this call takes no query parameters: send it in the body"
                                .formatted(name));
            }
        }
    }

    private static void check(B2Operation operation, Headers.Field field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        if (name.startsWith(OURS)) {
            if (!operation.carried().hasHeader(name)) {
                checkUnbuilt(field.name(), Unbuilt.ofHeader(name), field.value());
            }
        } else if (CONDITIONS.contains(name)
                || (SPARING.contains(name) && !operation.isDownload())) {
            throw B2Exception.bad(
                    "The header %s is not carried out: B2 knows no conditions, leave it out"
                            .formatted(field.name()));
        } else if (operation == B2Operation.UPLOAD_FILE && OF_UPLOADS.containsKey(name)) {
            throw B2Exception.bad(
                    "The header %s is not carried out by uploads: leave it out, or %s"
                            .formatted(field.name(), OF_UPLOADS.get(name)));
        }
    }

    private static void checkUnbuilt(String header, Optional<Unbuilt> unbuilt, String value) {
        if (unbuilt.isEmpty()) {
            throw B2Exception.bad(
                    "The header %s is not carried out by this call: leave it out"
                            .formatted(header));
        }
        if (!Unbuilt.isNothing(value)) {
            throw unbuilt.get().refusal(header);
        }
    }

    /**
     * Checks the fields of a call.
     *
     * @return a warning for each field that B2 does not know: clients may send such ones
     */
    static Warnings check(B2Operation operation, JsonFields fields) {
        var unknown = new ArrayList<String>();
        check(operation, fields.tree(), "", unknown);
        return Warnings.of(
                unknown.stream()
                        .map("the field %s is unknown and does nothing: leave it out"::formatted)
                        .toList());
    }

    private static void check(
            B2Operation operation, JsonNode object, String above, List<String> unknown) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String path = above + field.getKey();
            JsonNode value = field.getValue();
            if (operation.carried().hasField(path)) {
                if (!operation.carried().isOpen(path)) {
                    checkInside(operation, value, path, unknown);
                }
            } else if (!value.isNull() && !isOther(operation, path, value)) {
                unknown.add(path);
            }
        }
    }

    private static void checkInside(
            B2Operation operation, JsonNode value, String path, List<String> unknown) {
        if (value.isArray()) {
            value.forEach(element -> checkInside(operation, element, path, unknown));
        } else if (value.isObject()) {
            check(operation, value, path + '.', unknown);
        }
    }

    /** Returns whether B2 does not know a field; refuses one whose value would be ignored. */
    private static boolean isOther(B2Operation operation, String path, JsonNode value) {
        Optional<Unbuilt> unbuilt = Unbuilt.ofField(path);
        if (unbuilt.isPresent()) {
            if (!Unbuilt.isNothing(value)) {
                throw unbuilt.get().refusal(path);
            }
            return true;
        }
        String name = name(path);
        if (KNOWN.contains(name) || name.regionMatches(true, 0, "b2", 0, 2)) {
            throw new B2Exception(
                    400,
                    "bad_json",
                    "%s has no field %s: leave it out".formatted(operation.call(), path));
        }
        return false;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
