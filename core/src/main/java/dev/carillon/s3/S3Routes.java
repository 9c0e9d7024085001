package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.store.SpaceGuard;
import dev.carillon.store.Store;

/** Finds out which operation a call is, and who answers it. For any number of threads. */
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
    private final SpaceGuard space;

    S3Routes(Store store, Rules rules, Topics topics, String region) {
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
        notifications = new NotificationCalls(rules, topics, region);
        space = store.space();
    }

    /** Answers a call; what it refuses is thrown. */
    Answer answer(S3Call call) throws Exception {
        if (call.bucket().isEmpty()) {
            return service(call);
        }
        String part = Subresource.of(call.query());
        return call.key().isEmpty() ? bucket(call, part) : object(call, part);
    }

    private Answer service(S3Call call) {
        return switch (call.request().method()) {
            case "GET", "HEAD" -> buckets.list(call);
            default -> throw new S3Exception(S3Error.METHOD_NOT_ALLOWED);
        };
    }

    private Answer bucket(S3Call call, String part) throws Exception {
        return switch (call.request().method() + " " + part) {
            case "GET " -> lists.list(call);
            case "HEAD " -> buckets.head(call);
            case "PUT " -> buckets.create(call);
            case "DELETE " -> buckets.delete(call);
            case "POST delete" -> deletes.many(call);
            case "GET location" -> buckets.location(call);
            case "GET versioning" -> versions.get(call);
            case "PUT versioning" -> versions.put(call);
            case "GET versions" -> versions.list(call);
            case "GET acl" -> buckets.acl(call);
            case "GET uploads" -> uploads.list(call);
            case "GET notification", "PUT notification", "DELETE notification" ->
                    notification(call);
            default -> neverSet(call, part);
        };
    }

    private Answer object(S3Call call, String part) throws Exception {
        return switch (call.request().method() + " " + part) {
            case "GET " -> gets.get(call);
            case "HEAD " -> gets.head(call);
            case "PUT " -> PutCalls.copies(call) ? puts.copy(call) : puts.put(call);
            case "DELETE " -> deletes.one(call);
            case "GET tagging" -> tags.get(call);
            case "PUT tagging" -> tags.put(call);
            case "DELETE tagging" -> tags.delete(call);
            case "GET acl" -> buckets.acl(call);
            case "POST uploads" -> uploads.create(call);
            case "DELETE uploadId" -> uploads.abort(call);
            case "PUT uploadId" -> PutCalls.copies(call) ? parts.copy(call) : parts.put(call);
            case "GET uploadId" -> parts.list(call);
            case "POST uploadId" -> completes.complete(call);
            case "GET retention", "GET legal-hold" ->
                    throw new S3Exception(S3Error.NO_SUCH_OBJECT_LOCK);
            default -> throw notImplemented(call, part);
        };
    }

    private Answer notification(S3Call call) throws Exception {
        var bucket = buckets.find(call);
        boolean put = call.request().method().equals("PUT");
        byte[] body = put ? call.body(NotificationXml.MAX_BYTES) : new byte[0];
        if (put) {
            checkSpace();
        }
        return notifications.answer(call.request(), bucket.idText(), body);
    }

    private void checkSpace() {
        space.objection()
                .ifPresent(why -> {
                    throw new S3Exception(S3Error.of(why));
                });
    }

    /** What is never set can be asked for, and taken away. */
    private Answer neverSet(S3Call call, String part) {
        S3Error missing = Subresource.neverSet(part).orElseThrow(() -> notImplemented(call, part));
        buckets.find(call);
        return switch (call.request().method()) {
            case "GET" -> throw new S3Exception(missing);
            case "DELETE" -> Answer.of(204);
            default -> throw notImplemented(call, part);
        };
    }

    private static S3Exception notImplemented(S3Call call, String part) {
        String operation = call.request().method() + (part.isEmpty() ? "" : " ?" + part);
        return new S3Exception(
                S3Error.NOT_IMPLEMENTED, operation + " is not in this version of Carillon");
    }
}
