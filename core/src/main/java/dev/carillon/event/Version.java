package dev.carillon.event;

/** Tells which version of an object a change is about. */
public sealed interface Version {
    /** The bucket keeps no versions, and this very change made the object, or there was none. */
    record None() implements Version {}

    /**
     * The bucket keeps no versions, and an earlier change made the object.
     *
     * @param stamp the stamp of that change
     */
    record Unkept(long stamp) implements Version {}

    /** The version made by this very change: it is named by the change's own stamp. */
    record ThisChange() implements Version {}

    /**
     * A version made by an earlier change.
     *
     * @param stamp the stamp of that change
     */
    record Earlier(long stamp) implements Version {}
}
