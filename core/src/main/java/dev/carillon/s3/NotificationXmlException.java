package dev.carillon.s3;

/** Refuses a notification request: with S3's code, its status, and words that say what to do. */
final class NotificationXmlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    /** S3's codes that notification requests are refused with. */
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

        /** As S3 writes it. */
        String text() {
            return text;
        }

        /** The HTTP status that goes with it. */
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
