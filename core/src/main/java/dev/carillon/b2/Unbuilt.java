package dev.carillon.b2;

import tools.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The features of B2 that this version does not have: the calls, fields and headers that ask for
 * them. A value that asks for no feature, such as the mode {@code none}, is accepted anywhere.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its lists are immutable.
enum Unbuilt {
    LARGE_FILES(
            "large files are not in this version of Carillon: upload files of up to 5 GB whole"
                    + " (rclone: --b2-upload-cutoff 4600M), or larger ones through S3",
            List.of(
                    "b2_start_large_file",
                    "b2_get_upload_part_url",
                    "b2_upload_part",
                    "b2_copy_part",
                    "b2_list_parts",
                    "b2_finish_large_file",
                    "b2_cancel_large_file"),
            List.of(
                    "largeFileId",
                    "partNumber",
                    "partSha1Array",
                    "startPartNumber",
                    "maxPartCount"),
            List.of("x-bz-part-number")),
    FILE_LOCK(
            "File Lock, retention and legal holds are not in this version of Carillon: leave it"
                    + " out",
            List.of("b2_update_file_legal_hold", "b2_update_file_retention"),
            List.of("fileLockEnabled", "defaultRetention", "fileRetention", "legalHold"),
            List.of("x-bz-file-retention-", "x-bz-file-legal-hold")),
    ENCRYPTION(
            "server-side encryption is not in this version of Carillon: leave it out, and encrypt"
                    + " before you send",
            List.of(),
            List.of(
                    "defaultServerSideEncryption",
                    "serverSideEncryption",
                    "sourceServerSideEncryption",
                    "destinationServerSideEncryption"),
            List.of("x-bz-server-side-encryption")),
    REPLICATION(
            "replication is not in this version of Carillon: leave it out",
            List.of(),
            List.of("replicationConfiguration"),
            List.of("x-bz-replication-status")),
    UPLOAD_TIME(
            "the server's clock sets the time of an upload: leave it out, or send the time of the"
                    + " file as X-Bz-Info-src_last_modified_millis",
            List.of(),
            List.of("customUploadTimestamp"),
            List.of("x-bz-custom-upload-timestamp")),
    TEST_MODE(
            "the server has no test modes: leave it out",
            List.of(),
            List.of(),
            List.of("x-bz-test-mode"));

    private static final Set<String> NONE = Set.of("", "none", "off", "false");

    private final String instead;
    private final List<String> calls;
    private final List<String> fields;
    private final List<String> headers;

    /**
     * Defines a feature that is not supported, by all that asks for it.
     *
     * @param headers in lower case; each is a prefix
     */
    Unbuilt(String instead, List<String> calls, List<String> fields, List<String> headers) {
        this.instead = instead;
        this.calls = calls;
        this.fields = fields;
        this.headers = headers;
    }

    /** Returns the unsupported feature of a call. */
    static Optional<Unbuilt> ofCall(String name) {
        return Arrays.stream(values()).filter(unbuilt -> unbuilt.calls.contains(name)).findFirst();
    }

    /** Returns the unsupported feature of a field. */
    static Optional<Unbuilt> ofField(String name) {
        return Arrays.stream(values()).filter(unbuilt -> unbuilt.fields.contains(name)).findFirst();
    }

    /** Returns the unsupported feature of a header in lower case. */
    static Optional<Unbuilt> ofHeader(String name) {
        return Arrays.stream(values())
                .filter(unbuilt -> unbuilt.headers.stream().anyMatch(name::startsWith))
                .findFirst();
    }

    /** Returns whether a value asks for nothing, in any of its parts. */
    static boolean isNothing(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> true;
            case BOOLEAN -> !value.booleanValue();
            case STRING -> isNothing(value.stringValue());
            case OBJECT, ARRAY -> value.valueStream().allMatch(Unbuilt::isNothing);
            default -> false;
        };
    }

    /** Returns whether the value of a header asks for nothing. */
    static boolean isNothing(String value) {
        return NONE.contains(value.strip().toLowerCase(Locale.ROOT));
    }

    /** Returns the refusal of a call, field or header, which says what to do. */
    B2Exception refusal(String name) {
        return B2Exception.bad(name + " is not carried out: " + instead);
    }
}
