package dev.carillon.store;

/** The reason why an operation was refused. Each dialect has its own code and text for it. */
public enum Refusal {
    /** No bucket has that name. */
    NO_SUCH_BUCKET,
    /** A bucket with that name exists already. */
    BUCKET_EXISTS,
    /** The bucket still holds objects. */
    BUCKET_NOT_EMPTY,
    /** The bucket has no object with that key. */
    NO_SUCH_OBJECT,
    /** The newest version of the object is a delete marker. */
    HIDDEN,
    /** The object has no version with that id. */
    NO_SUCH_VERSION,
    /** The named version is a delete marker. */
    IS_DELETE_MARKER,
    /** The bucket was changed meanwhile: its revision differs. */
    REVISION_DIFFERS,
    /** The object does not meet the precondition. */
    PRECONDITION_FAILED,
    /**
     * The queue of a topic that is to be notified has reached its quota; the operation may be
     * retried.
     */
    QUEUE_FULL,
    /**
     * The disk has no room for the data now; the operation may be retried. See {@link SpaceGuard}.
     */
    NO_SPACE,
    /**
     * The principal, or all together, have too many uploads at once; the operation may be retried.
     */
    TOO_MANY_UPLOADS,
    /** The data is larger than {@link Objects#MAX_PUT_BYTES}. */
    TOO_LARGE,
    /** There is no unfinished upload with that id. */
    NO_SUCH_UPLOAD,
    /** The upload has no such part, or the part has another entity tag. */
    INVALID_PART,
    /** The parts were not named in rising order. */
    INVALID_PART_ORDER,
    /** A part that is not the last is smaller than {@link Uploads#MIN_PART_BYTES}. */
    PART_TOO_SMALL
}
