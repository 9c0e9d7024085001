package dev.carillon.signature;

/** The reason for a refusal: the code that S3 and its clients use, and its HTTP status. */
public enum RefusalCode {
    ACCESS_DENIED("AccessDenied", 403),
    AUTHORIZATION_HEADER_MALFORMED("AuthorizationHeaderMalformed", 400),
    AUTHORIZATION_QUERY_PARAMETERS_ERROR("AuthorizationQueryParametersError", 400),
    BAD_DIGEST("BadDigest", 400),
    ENTITY_TOO_LARGE("EntityTooLarge", 400),
    INCOMPLETE_BODY("IncompleteBody", 400),
    INVALID_ACCESS_KEY_ID("InvalidAccessKeyId", 403),
    INVALID_ARGUMENT("InvalidArgument", 400),
    INVALID_CHUNK_SIZE("InvalidChunkSizeError", 400),
    INVALID_DIGEST("InvalidDigest", 400),
    INVALID_REQUEST("InvalidRequest", 400),
    INVALID_TOKEN("InvalidToken", 400),
    MALFORMED_TRAILER("MalformedTrailerError", 400),
    MISSING_CONTENT_LENGTH("MissingContentLength", 411),
    MISSING_SECURITY_HEADER("MissingSecurityHeader", 400),
    REQUEST_TIME_TOO_SKEWED("RequestTimeTooSkewed", 403),
    SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
    X_AMZ_CONTENT_SHA256_MISMATCH("XAmzContentSHA256Mismatch", 400);

    private final String text;
    private final int status;

    RefusalCode(String text, int status) {
        this.text = text;
        this.status = status;
    }

    /** Returns the code in S3's spelling. */
    public String text() {
        return text;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }
}
