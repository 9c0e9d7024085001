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
    /** The object is not as the precondition demands. */
    PRECONDITION_FAILED,
    /** The data is larger than {@link Objects#MAX_PUT_BYTES}. */
    TOO_LARGE
}
