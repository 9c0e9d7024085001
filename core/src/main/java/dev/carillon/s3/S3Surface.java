package dev.carillon.s3;

import static java.util.Map.entry;

import dev.carillon.http.Headers;
import dev.carillon.signature.QueryPart;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The check of headers and parameters of a request: its operation must support them, or they
 * concern the transport, or they ask for the default. Anything else that could have a meaning is
 * refused, so that clients do not rely on it.
 *
 * <p>Headers: on a call that changes something this concerns every other name that begins with
 * {@code x-amz-}, and conditions; on one that reads, the other names of the S3 API. Parameters: on
 * a call about configuration it concerns every other one; on one that changes objects, the other
 * names of the S3 API. All others are ignored, as AWS does.
 */
final class S3Surface {
    private static final String AMZ = "x-amz-";
    private static final String METADATA = "x-amz-meta-";

    /** The headers that are read by the check of signature and body, or valid on every call. */
    private static final Set<String> TRANSPORT =
            Set.of(
                    "x-amz-api-version",
                    "x-amz-content-sha256",
                    "x-amz-date",
                    "x-amz-decoded-content-length",
                    "x-amz-expected-bucket-owner",
                    "x-amz-sdk-checksum-algorithm",
                    "x-amz-trailer",
                    "x-amz-user-agent");

    /** Headers and their values that ask for the default: nobody pays, nothing is locked. */
    private static final Map<String, Set<String>> SO_ANYWAY =
            Map.ofEntries(
                    entry("x-amz-acl", Set.of("private", "bucket-owner-full-control")),
                    entry("x-amz-bucket-object-lock-enabled", Set.of("false")),
                    entry("x-amz-bypass-governance-retention", Set.of("true", "false")),
                    entry("x-amz-object-ownership", Set.of("bucketownerenforced")),
                    entry("x-amz-optional-object-attributes", Set.of("restorestatus")),
                    entry("x-amz-request-payer", Set.of("requester")),
                    entry("x-amz-server-side-encryption-bucket-key-enabled", Set.of("false")),
                    entry("x-amz-skip-destination-validation", Set.of("true")),
                    entry("x-amz-storage-class", Set.of("standard")));

    /** Conditions: a change that ignores one may destroy what it was to protect. */
    private static final Set<String> CONDITIONS =
            Set.of(
                    "content-range",
                    "if-match",
                    "if-none-match",
                    "if-modified-since",
                    "if-unmodified-since",
                    "if-range");

    /** Headers of the S3 API that no operation here supports. */
    private static final Set<String> NOT_BUILT =
            Set.of(
                    "x-amz-acl",
                    "x-amz-bucket-object-lock-enabled",
                    "x-amz-bucket-object-lock-token",
                    "x-amz-bypass-governance-retention",
                    "x-amz-client-token",
                    "x-amz-confirm-remove-self-bucket-access",
                    "x-amz-create-session-mode",
                    "x-amz-mfa",
                    "x-amz-object-ownership",
                    "x-amz-optional-object-attributes",
                    "x-amz-request-payer",
                    "x-amz-request-route",
                    "x-amz-request-token",
                    "x-amz-security-token",
                    "x-amz-storage-class",
                    "x-amz-transition-default-minimum-object-size",
                    "x-amz-website-redirect-location",
                    "x-amz-write-offset-bytes");

    /** Families of headers of which no operation here supports any. */
    private static final Set<String> NOT_BUILT_FAMILIES =
            Set.of(
                    "x-amz-copy-source-server-side-encryption",
                    "x-amz-fwd-",
                    "x-amz-grant-",
                    "x-amz-object-lock-",
                    "x-amz-rename-source",
                    "x-amz-server-side-encryption");

    /** Headers of the S3 API that some operation here supports. */
    private static final Set<String> CARRIED_SOMEWHERE =
            operations()
                    .flatMap(operation -> operation.carried().headers().stream())
                    .filter(name -> name.startsWith(AMZ))
                    .collect(Collectors.toUnmodifiableSet());

    /** Parameters of the S3 API, for any operation. */
    private static final Set<String> PARAMETERS =
            Stream.concat(
                            operations()
                                    .flatMap(
                                            operation -> operation.carried().parameters().stream()),
                            Stream.of("id", "position", "select-type", "notification-id"))
                    .collect(Collectors.toUnmodifiableSet());

    /** The parameters of signatures in the query, and the operation's name, which SDKs add. */
    private static final Set<String> SIGNING =
            Set.of("AWSAccessKeyId", "Signature", "Expires", "x-id");

    private S3Surface() {}

    /**
     * Checks that a request of an operation has nothing that would be ignored.
     *
     * @throws S3Exception that names the first such header or parameter, and says what to do
     */
    static void check(S3Operation operation, S3Call call) {
        for (Headers.Field field : call.request().headers().fields()) {
            check(operation, field);
        }
        for (QueryPart parameter : call.query().parameters()) {
            check(operation, parameter.name());
        }
    }

    private static void check(S3Operation operation, Headers.Field field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        boolean fine =
                name.startsWith(AMZ)
                        ? isCarried(operation, name) || isUnknownRead(operation, name)
                        : operation.kind() == S3Operation.Kind.READ
                                || !CONDITIONS.contains(name)
                                || operation.carried().headers().contains(name);
        if (!fine
                && !isSoAnyway(name, field.value())
                && !SummedBody.isOfNothing(name, field.value())) {
            throw new S3Exception(S3Error.NOT_IMPLEMENTED, words(name));
        }
    }

    private static boolean isCarried(S3Operation operation, String name) {
        return TRANSPORT.contains(name)
                || operation.carried().headers().contains(name)
                || name.startsWith(METADATA);
    }

    private static boolean isUnknownRead(S3Operation operation, String name) {
        return operation.kind() == S3Operation.Kind.READ
                && !NOT_BUILT.contains(name)
                && !CARRIED_SOMEWHERE.contains(name)
                && NOT_BUILT_FAMILIES.stream().noneMatch(name::startsWith);
    }

    private static boolean isSoAnyway(String name, String value) {
        Set<String> values = SO_ANYWAY.get(name);
        return values != null && values.contains(value.strip().toLowerCase(Locale.ROOT));
    }

    private static String words(String name) {
        Set<String> values = SO_ANYWAY.getOrDefault(name, Set.of());
        String instead =
                values.isEmpty()
                        ? ""
                        : ", or send "
                                + values.stream().sorted().collect(Collectors.joining(" or "));
        return "The header %s is not carried out by this call in this version of Carillon: leave it out%s"
                .formatted(name, instead);
    }

    private static void check(S3Operation operation, String parameter) {
        boolean known =
                operation.carried().parameters().contains(parameter)
                        || Subresource.isNamed(parameter)
                        || SIGNING.contains(parameter)
                        || parameter.regionMatches(true, 0, AMZ, 0, AMZ.length());
        if (known) {
            return;
        }
        boolean refused =
                switch (operation.kind()) {
                    case READ -> false;
                    case CHANGE -> PARAMETERS.contains(parameter);
                    case CONFIGURE -> true;
                };
        if (refused) {
            throw new S3Exception(
                    S3Refusal.of(
                                    S3Error.INVALID_ARGUMENT,
                                    "This call does not take the parameter '%s': leave it out"
                                            .formatted(parameter))
                            .with("ArgumentName", parameter));
        }
    }

    private static Stream<S3Operation> operations() {
        return Arrays.stream(S3Operation.values());
    }
}
