package dev.carillon.registry;

/** Tells a value of another version of the format from a value of this one. */
final class Versions {
    private Versions() {}

    /**
     * Refuses a value this build cannot read.
     *
     * @throws IllegalStateException when it is of another version
     */
    static void expect(int found, int known, String what) {
        if (found != known) {
            throw new IllegalStateException(
                    "a kept %s has format %d, this build reads %d: start the build that wrote the data directory, or a newer one"
                            .formatted(what, found, known));
        }
    }
}
