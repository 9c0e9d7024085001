package dev.carillon.s3;

import dev.carillon.signature.Refusal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal of a request in S3's form.
 *
 * @param details more elements for the error document, in order
 */
record S3Refusal(String code, int status, String message, Map<String, String> details) {
    static S3Refusal of(S3Error error) {
        return of(error, error.message());
    }

    static S3Refusal of(S3Error error, String message) {
        return new S3Refusal(error.code(), error.status(), message, Map.of());
    }

    static S3Refusal of(Refusal refusal) {
        return new S3Refusal(
                refusal.code().text(),
                refusal.code().status(),
                refusal.message(),
                refusal.details());
    }

    /** Returns whether a delete marker is the reason. */
    boolean deleteMarker() {
        return message.equals(S3Error.HIDDEN.message())
                || message.equals(S3Error.IS_DELETE_MARKER.message());
    }

    S3Refusal with(String name, String value) {
        var more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new S3Refusal(code, status, message, more);
    }
}
