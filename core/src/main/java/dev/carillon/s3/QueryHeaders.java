package dev.carillon.s3;

import dev.carillon.http.Headers;
import dev.carillon.http.Request;
import dev.carillon.signature.QueryPart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the headers that a presigned URL carries in its query: SDKs put the {@code x-amz-} headers
 * of a request there, and S3 treats them as headers.
 *
 * <p>The checksum of an empty body is left out, as in S3: SDKs sign it into the URL of an upload
 * because they do not know its data yet.
 */
final class QueryHeaders {
    private static final String AMZ = "x-amz-";
    private static final String SDK_ALGORITHM = "x-amz-sdk-checksum-algorithm";

    /** The parameters that belong to the signature. */
    private static final Set<String> SIGNATURE =
            Set.of(
                    "x-amz-algorithm",
                    "x-amz-content-sha256",
                    "x-amz-credential",
                    "x-amz-date",
                    "x-amz-expires",
                    "x-amz-signature",
                    "x-amz-signedheaders");

    private QueryHeaders() {}

    /**
     * Returns a request with the headers of its query added to the others.
     *
     * @throws S3Exception if a header comes in both places and differs, or if the signature
     *     (Version 2) does not cover the query
     */
    static Request merged(Request request) {
        if (request.rawQuery().isEmpty()) {
            return request;
        }
        List<QueryPart> found =
                request.query().parameters().stream()
                        .filter(queryPart -> isHeader(queryPart.name().toLowerCase(Locale.ROOT)))
                        .toList();
        return found.isEmpty() ? request : merged(request, found);
    }

    private static Request merged(Request request, List<QueryPart> found) {
        if (request.query().has("AWSAccessKeyId")
                || request.header("authorization")
                        .filter(header -> header.startsWith("AWS "))
                        .isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "x-amz- parameters of the query count only where the signature covers them:"
                            + " sign with Version 4, or send them as headers");
        }
        Map<String, String> named =
                found.stream()
                        .collect(
                                Collectors.toMap(
                                        queryPart -> queryPart.name().toLowerCase(Locale.ROOT),
                                        QueryPart::value,
                                        (first, _) -> first));
        if (named.entrySet()
                .removeIf(entry -> SummedBody.isOfNothing(entry.getKey(), entry.getValue()))) {
            named.remove(SDK_ALGORITHM);
        }
        return request.with(merged(request.headers(), named));
    }

    private static Headers merged(Headers sent, Map<String, String> named) {
        var fields = new ArrayList<>(sent.fields());
        named.forEach((name, value) -> {
            Optional<String> there = sent.first(name);
            if (there.filter(text -> !text.strip().equals(value)).isPresent()) {
                throw new S3Exception(
                        S3Error.INVALID_ARGUMENT,
                        "%s is sent as a header and in the query, and they differ: send it once"
                                .formatted(name));
            }
            if (there.isEmpty()) {
                fields.add(field(name, value));
            }
        });
        return Headers.of(fields);
    }

    private static Headers.Field field(String name, String value) {
        try {
            return new Headers.Field(name, value);
        } catch (IllegalArgumentException _) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "An x-amz- parameter holds control characters: leave them out");
        }
    }

    private static boolean isHeader(String name) {
        return name.startsWith(AMZ) && !SIGNATURE.contains(name);
    }
}
