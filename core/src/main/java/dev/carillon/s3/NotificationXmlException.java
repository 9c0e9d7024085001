package dev.carillon.s3;

/**
 * Thrown to refuse a notification request: with S3's code, its status, and words that say what to
 * do.
 */
final class NotificationXmlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    /** The codes of S3 for refused notification requests. */
    enum Code {
        MALFORMED_XML("MalformedXML", 400),
        INVALID_ARGUMENT("InvalidArgument", 400),
        NO_SUCH_KEY("NoSuchKey", 404),
        NO_SUCH_BUCKET("NoSuchBucket", 404);

        private final String text;
        private final int status;

        Code(String text, int status) {
            this.text = text;
            this.status = status;
        }

        /** Returns the code as S3 spells it. */
        String text() {
            return text;
        }

        /** Returns the HTTP status of the code. */
        int status() {
            return status;
        }
    }

    NotificationXmlException(Code code, String message) {
        super(message);
        this.code = code;
    }

    NotificationXmlException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    Code code() {
        return code;
    }

    static NotificationXmlException malformed(String message) {
        return new NotificationXmlException(Code.MALFORMED_XML, message);
    }

    static NotificationXmlException invalid(String message) {
        return new NotificationXmlException(Code.INVALID_ARGUMENT, message);
    }
}
