package dev.carillon.b2;

import dev.carillon.http.Answer;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.BucketName;
import dev.carillon.store.Buckets;
import dev.carillon.store.NewBucket;
import dev.carillon.store.Outcome;
import dev.carillon.store.Refusal;
import dev.carillon.store.Versioning;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers b2_create_bucket, b2_list_buckets, b2_update_bucket and b2_delete_bucket. A bucket made
 * here keeps versions. For any number of threads.
 */
final class BucketCalls {
    private static final int SHORTEST_NAME = 6;

    private final Buckets buckets;
    private final BucketFinder finder;

    BucketCalls(Buckets buckets, BucketFinder finder) {
        this.buckets = buckets;
        this.finder = finder;
    }

    /** b2_create_bucket. */
    Answer create(Call call) {
        call.caller().may(Capabilities.WRITE_BUCKETS);
        if (call.caller().restricted()) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to buckets: it cannot make others");
        }
        String name = name(call.fields());
        Map<String, String> properties = BucketJson.properties(call.fields(), Map.of());
        if (BucketJson.type(properties).isEmpty()) {
            throw call.fields().wrong("bucketType", "is required: allPrivate or allPublic");
        }
        var wanted =
                new NewBucket(name, call.caller().key().owner(), Versioning.ENABLED, properties);
        return answer(buckets.create(wanted));
    }

    private static String name(Fields fields) {
        String name = fields.needed("bucketName");
        if (name.length() < SHORTEST_NAME || name.toLowerCase(Locale.ROOT).startsWith("b2-")) {
            throw new B2Exception(
                    400,
                    "invalid_bucket_name",
                    "A bucket name has 6 to 63 characters and does not begin with b2-");
        }
        BucketName.objection(name)
                .ifPresent(why -> {
                    throw new B2Exception(400, "invalid_bucket_name", why);
                });
        return name;
    }

    /** b2_list_buckets: those that the key is for. */
    Answer list(Call call) {
        call.caller().may(Capabilities.LIST_BUCKETS);
        Optional<String> name = call.fields().text("bucketName");
        Optional<String> id = call.fields().text("bucketId");
        checkRestriction(call, name, id);
        List<String> types = call.fields().texts("bucketTypes").orElse(List.of("all"));
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("buckets");
        for (BucketInfo bucket : chosen(name, id)) {
            String type = BucketJson.typeOf(bucket);
            if (call.caller().sees(bucket) && (types.contains("all") || types.contains(type))) {
                all.add(BucketJson.of(bucket));
            }
        }
        return Json.answer(answer);
    }

    /** A key for some buckets must say which one it asks for: clients rely on the refusal. */
    private void checkRestriction(Call call, Optional<String> name, Optional<String> id) {
        if (!call.caller().restricted()) {
            return;
        }
        if (name.isEmpty() && id.isEmpty() && call.version() < 4) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to a bucket: name it by bucketId or"
                            + " bucketName");
        }
        chosen(name, id)
                .forEach(it -> {
                    if (name.isPresent() || id.isPresent()) {
                        call.caller().in(it);
                    }
                });
    }

    private List<BucketInfo> chosen(Optional<String> name, Optional<String> id) {
        if (id.isPresent()) {
            return finder.find(id.get()).stream()
                    .filter(it -> name.isEmpty() || it.name().equals(name.get()))
                    .toList();
        }
        return name.isPresent()
                ? buckets.list().stream().filter(it -> it.name().equals(name.get())).toList()
                : buckets.list();
    }

    /** b2_update_bucket. */
    Answer update(Call call) {
        call.caller().may(Capabilities.WRITE_BUCKETS);
        BucketInfo bucket = finder.of(call);
        return answer(
                buckets.change(
                        bucket.name(),
                        call.fields().number("ifRevisionIs"),
                        it -> it.with(BucketJson.properties(call.fields(), it.properties()))));
    }

    /** b2_delete_bucket. */
    Answer delete(Call call) {
        call.caller().may(Capabilities.DELETE_BUCKETS);
        return answer(buckets.delete(finder.of(call).name()));
    }

    private static Answer answer(Outcome<BucketInfo> outcome) {
        return switch (outcome) {
            case Outcome.Done<BucketInfo>(var bucket) -> Json.answer(BucketJson.of(bucket));
            case Outcome.Refused<BucketInfo>(Refusal why) -> throw Refusals.of(why);
        };
    }
}
