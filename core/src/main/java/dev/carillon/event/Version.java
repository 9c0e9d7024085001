package dev.carillon.event;

/** The version of an object that a change concerns. */
public sealed interface Version {
    /** No version: the bucket keeps none, and this change made the object, or there was none. */
    record None() implements Version {}

    /**
     * No version: the bucket keeps none, and an earlier change made the object.
     *
     * @param stamp the stamp of that change
     */
    record Unkept(long stamp) implements Version {}

    /** The version made by this change: the change's own stamp is its id. */
    record ThisChange() implements Version {}

    /**
     * A version made by an earlier change.
     *
     * @param stamp the stamp of that change
     */
    record Earlier(long stamp) implements Version {}
}
