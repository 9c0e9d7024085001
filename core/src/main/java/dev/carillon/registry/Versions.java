package dev.carillon.registry;

/** Distinguishes the version of a stored value from the version that this build reads. */
final class Versions {
    private Versions() {}

    /**
     * Refuses a value that this build cannot read.
     *
     * @throws IllegalStateException if it has another version
     */
    static void expect(int found, int known, String what) {
        if (found != known) {
            throw new IllegalStateException(
                    "a kept %s has format %d, this build reads %d: start the build that wrote the data directory, or a newer one"
                            .formatted(what, found, known));
        }
    }
}
