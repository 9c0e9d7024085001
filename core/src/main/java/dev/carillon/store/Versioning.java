package dev.carillon.store;

/** The versioning state of a bucket. */
public enum Versioning {
    /** The bucket never kept versions: an object replaces the one before. */
    NEVER(0),
    /** Each change makes a version, and none is lost. */
    ENABLED(1),
    /** Existing versions stay; a new object replaces the one version without an id. */
    SUSPENDED(2);

    private final int code;

    Versioning(int code) {
        this.code = code;
    }

    /** Returns the number stored on disk. */
    int code() {
        return code;
    }

    static Versioning of(int code) {
        for (Versioning one : values()) {
            if (one.code == code) {
                return one;
            }
        }
        throw new IllegalStateException("no versioning has the number " + code);
    }
}
