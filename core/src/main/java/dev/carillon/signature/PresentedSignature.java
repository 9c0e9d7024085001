package dev.carillon.signature;

import static dev.carillon.signature.RefusalCode.ACCESS_DENIED;
import static dev.carillon.signature.RefusalCode.AUTHORIZATION_HEADER_MALFORMED;
import static dev.carillon.signature.RefusalCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A SigV4 signature as received with a request: well-formed, but not yet checked.
 *
 * @param expires how long after {@code at} it is valid; empty if it came in a header
 */
record PresentedSignature(
        String keyId,
        Scope scope,
        List<String> signedHeaders,
        String signature,
        Instant at,
        Optional<Duration> expires) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String SIGNATURE = "X-Amz-Signature";

    /** AWS's limit: seven days. */
    private static final long MAX_EXPIRES_SECONDS = 604_800;

    /** Day, region, service and terminator. */
    private static final int SCOPE_PARTS = 4;

    /** Reads the Authorization header and the request's date. */
    static PresentedSignature inHeader(Signable request, String authorization) {
        var fields = fields(authorization.substring(ALGORITHM.length()));
        var at =
                request.header("x-amz-date")
                        .or(() -> request.header("date"))
                        .flatMap(Timestamps::header)
                        .orElseThrow(() ->
                                new RefusedException(
                                        ACCESS_DENIED,
                                        "AWS authentication requires a valid Date or"
                                                + " x-amz-date header"));
        return presented(fields, at, Optional.empty(), AUTHORIZATION_HEADER_MALFORMED);
    }

    /** Reads the parameters of a presigned URL. */
    static PresentedSignature inQuery(List<QueryPart> query) {
        var fields = new HashMap<String, String>();
        for (String name : List.of("Credential", "SignedHeaders", "Signature")) {
            QueryPart.first(query, "X-Amz-" + name).ifPresent(first -> fields.put(name, first));
        }
        if (!QueryPart.first(query, "X-Amz-Algorithm").equals(Optional.of(ALGORITHM))) {
            throw badQuery("X-Amz-Algorithm must be " + ALGORITHM);
        }
        var at =
                QueryPart.first(query, "X-Amz-Date")
                        .flatMap(Timestamps::basic)
                        .orElseThrow(
                                () -> badQuery("X-Amz-Date must be in the form 20130524T000000Z"));
        var expires = Optional.of(expires(query));
        return presented(fields, at, expires, AUTHORIZATION_QUERY_PARAMETERS_ERROR);
    }

    /** Returns the date in the form that is signed. */
    String timestamp() {
        return Timestamps.basic(at);
    }

    private static Duration expires(List<QueryPart> query) {
        String text = QueryPart.first(query, "X-Amz-Expires").orElse("");
        if (!text.matches("[0-9]{1,6}") || Long.parseLong(text) > MAX_EXPIRES_SECONDS) {
            throw badQuery("X-Amz-Expires must be a number of seconds from 1 to 604800 (a week)");
        }
        long seconds = Long.parseLong(text);
        if (seconds < 1) {
            throw badQuery("X-Amz-Expires must be at least 1 second");
        }
        return Duration.ofSeconds(seconds);
    }

    private static PresentedSignature presented(
            Map<String, String> fields, Instant at, Optional<Duration> expires, RefusalCode code) {
        String signature = field(fields, "Signature", code);
        if (!Digests.isSha256Hex(signature)) {
            throw new RefusedException(code, "The Signature must be 64 lower-case hex digits");
        }
        String credential = field(fields, "Credential", code);
        int keyEnd = keyEnd(credential, code);
        Scope scope = scope(credential.substring(keyEnd + 1));
        if (!scope.day().equals(Timestamps.day(at))) {
            throw new RefusedException(
                    code,
                    "The day of the Credential, '%s', is not that of the request's date"
                            .formatted(scope.day()));
        }
        return new PresentedSignature(
                credential.substring(0, keyEnd),
                scope,
                signedHeaders(field(fields, "SignedHeaders", code), code),
                signature,
                at,
                expires);
    }

    /**
     * Returns the position of the end of the key id: four parts follow, and the id itself may
     * contain slashes.
     */
    private static int keyEnd(String credential, RefusalCode code) {
        int end = credential.length();
        for (int part = 0; part < SCOPE_PARTS; part++) {
            end = end < 1 ? -1 : credential.lastIndexOf('/', end - 1);
        }
        if (end < 0 || !credential.endsWith("/" + Scope.TERMINATOR)) {
            throw new RefusedException(
                    code,
                    "The Credential is mal-formed; expecting"
                            + " KEY-ID/YYYYMMDD/REGION/SERVICE/aws4_request");
        }
        return end;
    }

    private static Scope scope(String text) {
        String[] parts = text.split("/", -1);
        return new Scope(parts[0], parts[1], parts[2]);
    }

    private static List<String> signedHeaders(String text, RefusalCode code) {
        var names = List.of(text.split(";", -1));
        if (!inOrder(names) || !names.contains("host") || !allLower(names)) {
            throw new RefusedException(
                    code, "SignedHeaders must be lower-case names in order, 'host' among them");
        }
        return names;
    }

    private static boolean inOrder(List<String> names) {
        for (int i = 1; i < names.size(); i++) {
            if (names.get(i - 1).compareTo(names.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean allLower(List<String> names) {
        for (String name : names) {
            if (name.isEmpty() || !name.equals(name.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> fields(String text) {
        var fields = new HashMap<String, String>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                fields.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name, RefusalCode code) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw new RefusedException(
                    code,
                    "The signature lacks its %s; sign again with an AWS SDK or CLI"
                            .formatted(name));
        }
        return value;
    }

    private static RefusedException badQuery(String message) {
        return new RefusedException(AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
    }
}
