package dev.carillon.s3;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The headers and query parameters that an operation supports, in addition to those of every
 * request.
 *
 * @param headers in lower case; only names that begin with {@code x-amz-}, and conditions
 * @param parameters of the query, spelt exactly
 */
record Carried(Set<String> headers, Set<String> parameters) {
    /** The set of operations without headers and parameters of their own. */
    static final Carried NOTHING = new Carried(Set.of(), Set.of());

    /** The headers of operations with a body, which may come with a checksum. */
    static final Carried BODY =
            headers(
                    "x-amz-checksum-crc32",
                    "x-amz-checksum-crc32c",
                    "x-amz-checksum-crc64nvme",
                    "x-amz-checksum-sha1",
                    "x-amz-checksum-sha256");

    /** The conditions on an existing object that a new one replaces. */
    static final Carried CONDITIONS = headers("if-match", "if-none-match");

    /** The headers of copies: their source, and the conditions on it. */
    static final Carried SOURCE =
            headers(
                    "x-amz-copy-source",
                    "x-amz-copy-source-if-match",
                    "x-amz-copy-source-if-none-match",
                    "x-amz-copy-source-if-modified-since",
                    "x-amz-copy-source-if-unmodified-since",
                    "x-amz-source-expected-bucket-owner");

    /** The headers and parameters of reads of an object's data. */
    static final Carried READ =
            headers(
                            "x-amz-checksum-mode",
                            "if-match",
                            "if-none-match",
                            "if-modified-since",
                            "if-unmodified-since",
                            "range",
                            "if-range")
                    .parameters(
                            "versionId",
                            "partNumber",
                            "response-cache-control",
                            "response-content-disposition",
                            "response-content-encoding",
                            "response-content-language",
                            "response-content-type",
                            "response-expires");

    /** The parameter that names a version. */
    static final Carried VERSION = NOTHING.parameters("versionId");

    Carried {
        headers = Set.copyOf(headers);
        parameters = Set.copyOf(parameters);
    }

    /** Returns these headers without parameters. */
    static Carried headers(String... names) {
        return new Carried(Set.of(names), Set.of());
    }

    /** Returns this with more parameters. */
    Carried parameters(String... names) {
        return and(new Carried(Set.of(), Set.of(names)));
    }

    /** Returns the headers and parameters of this and of the others. */
    Carried and(Carried... others) {
        var allHeaders = new HashSet<>(headers);
        var allParameters = new HashSet<>(parameters);
        Arrays.stream(others)
                .forEach(other -> {
                    allHeaders.addAll(other.headers);
                    allParameters.addAll(other.parameters);
                });
        return new Carried(allHeaders, allParameters);
    }
}
