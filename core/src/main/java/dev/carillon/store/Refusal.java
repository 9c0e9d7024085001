package dev.carillon.store;

/** Why an operation was refused. Each dialect has its own code and words for it. */
public enum Refusal {
    /** No bucket has that name. */
    NO_SUCH_BUCKET,
    /** The bucket exists already. */
    BUCKET_EXISTS,
    /** The bucket still holds objects. */
    BUCKET_NOT_EMPTY,
    /** The bucket has no object with that key. */
    NO_SUCH_OBJECT,
    /** The newest version of the object is a delete marker. */
    HIDDEN,
    /** The object has no such version. */
    NO_SUCH_VERSION,
    /** The version that was named is a delete marker. */
    IS_DELETE_MARKER,
    /** The bucket was changed since: its revision is another. */
    REVISION_DIFFERS,
    /** The object is not as the precondition demands. */
    PRECONDITION_FAILED,
    /** A topic that is to be told owes as much as its quota allows: it may be tried again. */
    QUEUE_FULL,
    /** The disk has no room for it now: it may be tried again. See {@link SpaceGuard}. */
    NO_SPACE,
    /** The caller, or all together, upload too many at once: it may be tried again. */
    TOO_MANY_UPLOADS,
    /** The data is larger than {@link Objects#MAX_PUT_BYTES}. */
    TOO_LARGE,
    /** There is no such unfinished upload. */
    NO_SUCH_UPLOAD,
    /** An upload has no such part, or its data are not those that were named. */
    INVALID_PART,
    /** The parts were not named in rising order. */
    INVALID_PART_ORDER,
    /** A part that is not the last is smaller than {@link Uploads#MIN_PART_BYTES}. */
    PART_TOO_SMALL
}
