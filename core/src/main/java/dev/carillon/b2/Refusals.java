package dev.carillon.b2;

import dev.carillon.store.Outcome;
import dev.carillon.store.Refusal;

/** Converts refusals of the store to those of B2. */
final class Refusals {
    private Refusals() {}

    /** Returns the value of a done operation; a refusal is thrown. */
    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal why) -> throw of(why);
        };
    }

    static B2Exception of(Refusal why) {
        return switch (why) {
            case NO_SUCH_BUCKET ->
                    new B2Exception(
                            400, "bad_bucket_id", "Bucket does not exist: see b2_list_buckets");
            case BUCKET_EXISTS ->
                    new B2Exception(
                            400,
                            "duplicate_bucket_name",
                            "Bucket name is already in use: choose another");
            case BUCKET_NOT_EMPTY ->
                    new B2Exception(
                            400,
                            "cannot_delete_non_empty_bucket",
                            "The bucket still has file versions: delete them, hide markers too");
            case NO_SUCH_OBJECT, NO_SUCH_VERSION, HIDDEN, IS_DELETE_MARKER ->
                    B2Exception.notFound("File not present: it was hidden, deleted or never there");
            case REVISION_DIFFERS ->
                    B2Exception.conflict(
                            "The bucket was changed since, its revision is another: read it again");
            case PRECONDITION_FAILED ->
                    B2Exception.conflict("The file was changed meanwhile: read it again");
            case QUEUE_FULL ->
                    new B2Exception(
                            503,
                            "service_unavailable",
                            "The queue of a topic for this event is as long as its quota allows,"
                                    + " so nothing was changed: try again later");
            case NO_SPACE ->
                    new B2Exception(
                            503,
                            "service_unavailable",
                            "The server's disk has no room for new data: delete something, or ask"
                                    + " who runs it to make room (min-free-space)");
            case TOO_MANY_UPLOADS ->
                    new B2Exception(
                            503,
                            "service_unavailable",
                            "Too many uploads are under way at once with this key: let some of"
                                    + " them finish, then try again");
            case TOO_LARGE ->
                    B2Exception.bad("One upload takes at most 5000000000 bytes: send parts");
            case NO_SUCH_UPLOAD, INVALID_PART, INVALID_PART_ORDER, PART_TOO_SMALL ->
                    B2Exception.bad("The parts of the file are not as they must be");
        };
    }
}
