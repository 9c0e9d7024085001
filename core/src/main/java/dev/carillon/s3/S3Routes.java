package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.store.SpaceGuard;
import dev.carillon.store.Store;

/** Determines the operation of a call, and passes the call to it. Thread-safe. */
final class S3Routes {
    private final BucketCalls buckets;
    private final ListCalls lists;
    private final VersionCalls versions;
    private final PutCalls puts;
    private final GetCalls gets;
    private final DeleteCalls deletes;
    private final TagCalls tags;
    private final NotificationCalls notifications;
    private final UploadCalls uploads;
    private final PartCalls parts;
    private final CompleteCalls completes;
    private final AttributeCalls attributes;
    private final TailCalls tails;
    private final BucketOwners owners;
    private final SpaceGuard space;

    S3Routes(S3Face.Services services, String region) {
        Store store = services.store();
        buckets = new BucketCalls(store, region);
        lists = new ListCalls(store);
        versions = new VersionCalls(store);
        puts = new PutCalls(store);
        gets = new GetCalls(store);
        deletes = new DeleteCalls(store);
        tags = new TagCalls(store);
        uploads = new UploadCalls(store);
        parts = new PartCalls(store);
        completes = new CompleteCalls(store);
        notifications = new NotificationCalls(services.notifications(), region);
        tails = new TailCalls(store, services.tails(), services.keys(), services.clock());
        attributes = new AttributeCalls(store);
        owners = new BucketOwners(store);
        space = store.space();
    }

    /** Answers a call; refusals are thrown. */
    Answer answer(S3Call call) throws Exception {
        String part = Subresource.of(call.query());
        S3Operation operation =
                S3Operation.of(call, part).orElseThrow(() -> notImplemented(call, part));
        call.rights().demand(operation);
        S3Surface.check(operation, call);
        owners.check(call);
        return answer(operation, call, part);
    }

    private Answer answer(S3Operation operation, S3Call call, String part) throws Exception {
        return switch (operation) {
            case LIST_BUCKETS -> buckets.list(call);
            case CREATE_BUCKET -> buckets.create(call);
            case HEAD_BUCKET -> buckets.head(call);
            case DELETE_BUCKET -> buckets.delete(call);
            case GET_BUCKET_LOCATION -> buckets.location(call);
            case GET_ACL -> buckets.acl(call);
            case GET_BUCKET_VERSIONING -> versions.get(call);
            case PUT_BUCKET_VERSIONING -> versions.put(call);
            case GET_NOTIFICATION, PUT_NOTIFICATION, DELETE_NOTIFICATION -> notification(call);
            case LISTEN -> tails.listen(call);
            case LIST_OBJECTS -> lists.list(call);
            case LIST_OBJECT_VERSIONS -> versions.list(call);
            case LIST_MULTIPART_UPLOADS -> uploads.list(call);
            case DELETE_OBJECTS -> deletes.many(call);
            case GET_OBJECT -> gets.get(call);
            case HEAD_OBJECT -> gets.head(call);
            case GET_OBJECT_ATTRIBUTES -> attributes.get(call);
            case PUT_OBJECT -> puts.put(call);
            case COPY_OBJECT -> puts.copy(call);
            case DELETE_OBJECT -> deletes.one(call);
            case GET_OBJECT_TAGGING -> tags.get(call);
            case PUT_OBJECT_TAGGING -> tags.put(call);
            case DELETE_OBJECT_TAGGING -> tags.delete(call);
            case CREATE_MULTIPART_UPLOAD -> uploads.create(call);
            case UPLOAD_PART -> parts.put(call);
            case UPLOAD_PART_COPY -> parts.copy(call);
            case LIST_PARTS -> parts.list(call);
            case COMPLETE_MULTIPART_UPLOAD -> completes.complete(call);
            case ABORT_MULTIPART_UPLOAD -> uploads.abort(call);
            case GET_OBJECT_LOCK -> throw new S3Exception(S3Error.NO_SUCH_OBJECT_LOCK);
            case GET_NEVER_SET -> {
                buckets.find(call);
                throw new S3Exception(Subresource.neverSet(part).orElseThrow());
            }
            case DELETE_NEVER_SET -> {
                buckets.find(call);
                yield Answer.of(204);
            }
        };
    }

    private Answer notification(S3Call call) throws Exception {
        var bucket = buckets.find(call);
        boolean put = call.request().method().equals("PUT");
        byte[] body = put ? call.body(NotificationXml.MAX_BYTES) : new byte[0];
        if (put) {
            checkSpace();
        }
        return notifications.answer(call.request(), bucket, body);
    }

    private void checkSpace() {
        space.objection()
                .ifPresent(why -> {
                    throw new S3Exception(S3Error.of(why));
                });
    }

    private static S3Exception notImplemented(S3Call call, String part) {
        String about =
                call.bucket().isEmpty() ? "" : call.key().isEmpty() ? "a bucket" : "an object";
        String operation = call.request().method() + (part.isEmpty() ? "" : " ?" + part);
        return new S3Exception(
                S3Error.NOT_IMPLEMENTED,
                "%s of %s is not in this version of Carillon: docs/http-api.md lists the calls that are"
                        .formatted(operation, about.isEmpty() ? "the service" : about));
    }
}
