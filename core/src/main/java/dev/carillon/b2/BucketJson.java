package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.http.Warnings;
import dev.carillon.json.JsonFields;
import dev.carillon.store.BucketInfo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Converts between buckets in B2's JSON and the properties that the store keeps. */
final class BucketJson {
    private static final String TYPE = "b2.type";
    private static final String INFO = "b2.info";
    private static final String CORS = "b2.cors";
    private static final String LIFECYCLE = "b2.lifecycle";
    private static final String PRIVATE = "allPrivate";
    private static final String PUBLIC = "allPublic";
    private static final List<String> TYPES = List.of(PRIVATE, PUBLIC);
    private static final int MOST_INFO_BYTES = 10_000;

    private BucketJson() {}

    static ObjectNode of(BucketInfo bucket) {
        ObjectNode out =
                Json.object()
                        .put("accountId", B2Ids.account(bucket.owner()))
                        .put("bucketId", B2Ids.bucket(bucket.idText()));
        out.set("bucketInfo", kept(bucket, INFO, "{}"));
        out.put("bucketName", bucket.name()).put("bucketType", typeOf(bucket));
        out.set("corsRules", kept(bucket, CORS, "[]"));
        out.putObject("defaultServerSideEncryption")
                .put("isClientAuthorizedToRead", true)
                .putObject("value")
                .putNull("mode")
                .putNull("algorithm");
        ObjectNode lock =
                out.putObject("fileLockConfiguration").put("isClientAuthorizedToRead", true);
        ObjectNode value = lock.putObject("value").put("isFileLockEnabled", false);
        value.putObject("defaultRetention").putNull("mode").putNull("period");
        out.set("lifecycleRules", kept(bucket, LIFECYCLE, "[]"));
        out.putArray("options").add("s3");
        out.putObject("replicationConfiguration")
                .put("isClientAuthorizedToRead", true)
                .putNull("value");
        return out.put("revision", bucket.revision());
    }

    /** Returns the type of a bucket; one created through S3 is private. */
    static String typeOf(BucketInfo bucket) {
        return type(bucket.properties()).orElse(PRIVATE);
    }

    /** Returns whether its files can be read without a key. */
    static boolean isPublic(BucketInfo bucket) {
        return typeOf(bucket).equals(PUBLIC);
    }

    static Optional<String> type(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(TYPE));
    }

    /** Returns the new properties of a bucket after a request. */
    static Map<String, String> properties(JsonFields fields, Map<String, String> before) {
        var kept = new TreeMap<>(before);
        fields.text("bucketType").ifPresent(field -> kept.put(TYPE, checkedType(fields, field)));
        if (fields.node("bucketInfo").isPresent()) {
            kept.put(INFO, info(fields));
        }
        fields.objects("corsRules")
                .ifPresent(rules -> {
                    CorsRules.check(rules);
                    kept.put(CORS, text(fields, "corsRules"));
                });
        fields.objects("lifecycleRules")
                .ifPresent(rules -> {
                    LifecycleRules.check(rules);
                    kept.put(LIFECYCLE, text(fields, "lifecycleRules"));
                });
        return kept;
    }

    /**
     * Returns warnings about rules that are stored and returned, but have no effect in this
     * version.
     */
    static Warnings warnings(JsonFields fields) {
        return Warnings.of(
                Stream.of("corsRules", "lifecycleRules")
                        .filter(text -> !fields.objects(text).orElse(List.of()).isEmpty())
                        .map(text ->
                                text + " are kept and shown, but not carried out in this version")
                        .toList());
    }

    private static String checkedType(JsonFields fields, String type) {
        if (!TYPES.contains(type)) {
            throw fields.wrong("bucketType", "must be allPrivate or allPublic");
        }
        return type;
    }

    private static String info(JsonFields fields) {
        fields.map("bucketInfo");
        return text(fields, "bucketInfo");
    }

    private static String text(JsonFields fields, String name) {
        String text = fields.node(name).map(JsonNode::toString).orElse("");
        if (text.length() > MOST_INFO_BYTES) {
            throw fields.wrong(name, "has at most 10000 bytes: send less");
        }
        return text;
    }

    private static JsonNode kept(BucketInfo bucket, String name, String unless) {
        return Json.read(bucket.properties().getOrDefault(name, unless));
    }
}
