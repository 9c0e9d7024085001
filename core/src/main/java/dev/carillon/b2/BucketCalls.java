package dev.carillon.b2;

import dev.carillon.http.Answer;
import dev.carillon.json.JsonFields;
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
import java.util.Set;

/**
 * Answers b2_create_bucket, b2_list_buckets, b2_update_bucket and b2_delete_bucket. A bucket made
 * here keeps versions. Thread-safe.
 */
final class BucketCalls {
    private static final String NAME = "[A-Za-z0-9-]{6,63}";
    private static final String ALL_TYPES = "all";

    /** The types of buckets in B2, of which only private and public ones are supported. */
    private static final Set<String> TYPES =
            Set.of(ALL_TYPES, "allPrivate", "allPublic", "snapshot", "restricted", "shared");

    private final Buckets buckets;
    private final BucketFinder finder;

    BucketCalls(Buckets buckets, BucketFinder finder) {
        this.buckets = buckets;
        this.finder = finder;
    }

    /** Answers b2_create_bucket. */
    Answer create(Call call) {
        call.caller().may(Capabilities.WRITE_BUCKETS);
        if (call.caller().restricted()) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to buckets, so it cannot make others");
        }
        String name = name(call);
        Map<String, String> properties = BucketJson.properties(call.fields(), Map.of());
        if (BucketJson.type(properties).isEmpty()) {
            throw call.fields().wrong("bucketType", "is required: allPrivate or allPublic");
        }
        var wanted =
                new NewBucket(name, call.caller().key().owner(), Versioning.ENABLED, properties);
        return answer(call, buckets.create(wanted));
    }

    private static String name(Call call) {
        String name = call.needed("bucketName");
        if (!name.matches(NAME) || name.toLowerCase(Locale.ROOT).startsWith("b2-")) {
            throw badName(
                    "A bucketName has 6 to 63 letters, digits and hyphens, and does not begin with"
                            + " b2-");
        }
        BucketName.objection(name)
                .ifPresent(why -> {
                    throw badName(
                            "This bucketName is one of B2's, but S3 must be able to name the bucket"
                                    + " too: "
                                    + why);
                });
        return name;
    }

    private static B2Exception badName(String why) {
        return new B2Exception(400, "invalid_bucket_name", why);
    }

    /** Answers b2_list_buckets, with the buckets that the key may access. */
    Answer list(Call call) {
        call.caller().may(Capabilities.LIST_BUCKETS);
        Optional<String> name = call.fields().text("bucketName");
        Optional<String> id = call.fields().text("bucketId");
        checkRestriction(call, name, id);
        List<String> types = types(call.fields());
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("buckets");
        for (BucketInfo bucket : chosen(name, id)) {
            String type = BucketJson.typeOf(bucket);
            if (call.caller().sees(bucket) && (types.contains(ALL_TYPES) || types.contains(type))) {
                all.add(BucketJson.of(bucket));
            }
        }
        return Json.answer(answer);
    }

    private static List<String> types(JsonFields fields) {
        List<String> types = fields.texts("bucketTypes").orElse(List.of(ALL_TYPES));
        for (String type : types) {
            if (!TYPES.contains(type)) {
                throw fields.wrong(
                        "bucketTypes", "has '%s', which is no bucket type".formatted(type));
            }
        }
        return types;
    }

    /**
     * Checks that a key for some buckets names the one it asks for: clients rely on the refusal.
     */
    private void checkRestriction(Call call, Optional<String> name, Optional<String> id) {
        if (!call.caller().restricted()) {
            return;
        }
        if (name.isEmpty() && id.isEmpty() && call.version() < 4) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to a bucket, name it by bucketId or"
                            + " bucketName");
        }
        chosen(name, id)
                .forEach(bucketInfo -> {
                    if (name.isPresent() || id.isPresent()) {
                        call.caller().in(bucketInfo);
                    }
                });
    }

    private List<BucketInfo> chosen(Optional<String> name, Optional<String> id) {
        if (id.isPresent()) {
            return finder.find("bucketId", id.get()).stream()
                    .filter(bucketInfo -> name.isEmpty() || bucketInfo.name().equals(name.get()))
                    .toList();
        }
        return name.isPresent()
                ? buckets.list().stream()
                        .filter(bucketInfo -> bucketInfo.name().equals(name.get()))
                        .toList()
                : buckets.list();
    }

    /** Answers b2_update_bucket. */
    Answer update(Call call) {
        call.caller().may(Capabilities.WRITE_BUCKETS);
        BucketInfo bucket = finder.of(call);
        return answer(
                call,
                buckets.change(
                        bucket.name(),
                        call.fields().number("ifRevisionIs"),
                        bucketInfo ->
                                bucketInfo.with(
                                        BucketJson.properties(
                                                call.fields(), bucketInfo.properties()))));
    }

    /** Answers b2_delete_bucket. */
    Answer delete(Call call) {
        call.caller().may(Capabilities.DELETE_BUCKETS);
        return answer(call, buckets.delete(finder.of(call).name()));
    }

    private static Answer answer(Call call, Outcome<BucketInfo> outcome) {
        return switch (outcome) {
            case Outcome.Done<BucketInfo>(var bucket) ->
                    BucketJson.warnings(call.fields()).on(Json.answer(BucketJson.of(bucket)));
            case Outcome.Refused<BucketInfo>(Refusal why) -> throw Refusals.of(why);
        };
    }
}
