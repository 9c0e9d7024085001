package dev.carillon.http;

/** Thrown if a document is not the expected XML; the message says where and why. */
public final class XmlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    XmlException(String message) {
        super(message);
    }

    XmlException(String message, Throwable cause) {
        super(message, cause);
    }
}
