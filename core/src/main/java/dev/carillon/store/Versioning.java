package dev.carillon.store;

/** Whether a bucket keeps the former versions of its objects. */
public enum Versioning {
    /** It never did: an object takes the place of the one before. */
    NEVER(0),
    /** Each change makes a version, and none is lost. */
    ENABLED(1),
    /**
     * Versions there are stay; what is made now takes the place of the one version without a name.
     */
    SUSPENDED(2);

    private final int code;

    Versioning(int code) {
        this.code = code;
    }

    /** The number kept on disk. */
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
