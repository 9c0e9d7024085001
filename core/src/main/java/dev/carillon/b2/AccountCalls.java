package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.http.Answer;
import dev.carillon.http.Request;
import dev.carillon.registry.AppKey;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Buckets;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Optional;

/** Answers b2_authorize_account, in the shape of each version. Thread-safe. */
final class AccountCalls {
    /**
     * The largest file that can be uploaded in one request. Clients upload larger files in parts,
     * which this version does not have.
     */
    private static final long RECOMMENDED_PART_BYTES = UploadCalls.MOST_BYTES;

    private static final int SMALLEST_PART_BYTES = 5_000_000;

    private final Rights rights;
    private final Buckets buckets;
    private final Places places;

    AccountCalls(Rights rights, Buckets buckets, Places places) {
        this.rights = rights;
        this.buckets = buckets;
        this.places = places;
    }

    Answer authorize(Request request, int version) {
        Caller caller = rights.byKey(request);
        ObjectNode answer =
                Json.object()
                        .put("accountId", rights.account())
                        .put("authorizationToken", rights.accountToken(caller));
        if (version <= 2) {
            addresses(answer, request);
            answer.put("minimumPartSize", RECOMMENDED_PART_BYTES);
            allowed(answer.putObject("allowed"), caller.key());
            return Json.answer(answer);
        }
        expiry(answer, caller.key());
        ObjectNode storage = answer.putObject("apiInfo").putObject("storageApi");
        storage.put("infoType", "storageApi");
        addresses(storage, request);
        if (version == 3) {
            allowed(storage, caller.key());
        } else {
            several(storage.putObject("allowed"), caller.key());
        }
        return Json.answer(answer);
    }

    private void addresses(ObjectNode out, Request request) {
        String here = places.api(request);
        out.put("apiUrl", here)
                .put("downloadUrl", here)
                .put("s3ApiUrl", places.s3().orElse(here))
                .put("recommendedPartSize", RECOMMENDED_PART_BYTES)
                .put("absoluteMinimumPartSize", SMALLEST_PART_BYTES);
    }

    /**
     * Writes the restrictions of a key in the format used before keys could name several buckets.
     */
    private void allowed(ObjectNode out, AppKey key) {
        Optional<String> only = key.buckets().stream().findFirst();
        out.put("bucketId", only.map(B2Ids::bucket).orElse(null))
                .put("bucketName", only.flatMap(this::name).orElse(null))
                .put("namePrefix", prefix(key));
        capabilities(out, key);
    }

    private void several(ObjectNode out, AppKey key) {
        if (key.buckets().isEmpty()) {
            out.putNull("buckets");
        } else {
            ArrayNode all = out.putArray("buckets");
            key.buckets()
                    .forEach(bucket ->
                            all.addObject()
                                    .put("id", B2Ids.bucket(bucket))
                                    .put("name", name(bucket).orElse(null)));
        }
        out.put("namePrefix", prefix(key));
        capabilities(out, key);
    }

    private Optional<String> name(String bucketId) {
        return buckets.byId(bucketId).map(BucketInfo::name);
    }

    private static void capabilities(ObjectNode out, AppKey key) {
        ArrayNode all = out.putArray("capabilities");
        Capabilities.ofUse(key.capabilities()).forEach(all::add);
    }

    private static void expiry(ObjectNode out, AppKey key) {
        Optional<Long> end = key.expires().map(Instant::toEpochMilli);
        if (end.isPresent()) {
            out.put("applicationKeyExpirationTimestamp", end.get());
        } else {
            out.putNull("applicationKeyExpirationTimestamp");
        }
    }

    private static @Nullable String prefix(AppKey key) {
        return key.namePrefix().isEmpty() ? null : key.namePrefix();
    }
}
