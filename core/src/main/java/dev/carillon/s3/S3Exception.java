package dev.carillon.s3;

/** Thrown to refuse a request; holds the answer. */
final class S3Exception extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient S3Refusal refusal;

    S3Exception(S3Refusal refusal) {
        super(refusal.code() + ": " + refusal.message());
        this.refusal = refusal;
    }

    S3Exception(S3Error error) {
        this(S3Refusal.of(error));
    }

    S3Exception(S3Error error, String message) {
        this(S3Refusal.of(error, message));
    }

    S3Refusal refusal() {
        return refusal;
    }
}
