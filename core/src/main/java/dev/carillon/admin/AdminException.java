package dev.carillon.admin;

/**
 * Refuses a request that changed nothing: carries the kind of error, and words that say what to do.
 */
final class AdminException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;

    AdminException(int status, String error, String message) {
        super(message);
        this.status = status;
        this.error = error;
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** Refuses a request that is not valid. */
    static AdminException bad(String message) {
        return new AdminException(400, "bad_request", message);
    }

    /** Refuses a request because of one field. */
    static AdminException wrong(String field, String why) {
        return bad(field + ": " + why);
    }

    static AdminException noTopic(String name) {
        return new AdminException(
                404,
                "no_such_topic",
                "There is no topic '%s': see how it is spelt.".formatted(name));
    }

    static AdminException noBucket(String name) {
        return new AdminException(
                404,
                "no_such_bucket",
                "There is no bucket '%s': see how it is spelt.".formatted(name));
    }

    /** Refuses a request of whose dead letters none exists. */
    static AdminException noLetter(String ids) {
        return new AdminException(
                404,
                "no_such_dead_letter",
                "There is no dead letter %s: it was sent again or purged, or never was. Nothing was"
                                .formatted(ids)
                        + " changed; list the dead letters to see which there are.");
    }
}
