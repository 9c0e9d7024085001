package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.http.Answer;
import dev.carillon.http.Warnings;
import dev.carillon.json.JsonFields;
import dev.carillon.registry.AppKey;
import dev.carillon.registry.AppKeys;
import dev.carillon.signature.Secret;
import dev.carillon.store.BucketInfo;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers b2_create_key, b2_list_keys and b2_delete_key. Thread-safe. */
final class KeyCalls {
    private static final String NAME = "[A-Za-z0-9-]{1,100}";
    private static final long LONGEST_SECONDS = 86_399_999;
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 10_000;
    private static final int ID_BYTES = 5;
    private static final int SECRET_BYTES = 20;

    private final AppKeys keys;
    private final BucketFinder buckets;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    KeyCalls(AppKeys keys, BucketFinder buckets, InstantSource clock) {
        this.keys = keys;
        this.buckets = buckets;
        this.clock = clock;
    }

    /**
     * Answers b2_create_key; only this answer has the secret. The new key may do no more than the
     * key of the caller: it has no other capabilities, buckets or file names, and does not live
     * longer.
     */
    Answer create(Call call) {
        call.caller().may(Capabilities.WRITE_KEYS);
        AppKey key = keys.make(wanted(call));
        ObjectNode answer = json(key).put("applicationKey", key.secret().revealText());
        return left(call, key).on(Json.answer(answer));
    }

    /** Answers b2_list_keys. */
    Answer list(Call call) {
        call.caller().may(Capabilities.LIST_KEYS).ofAccount();
        int max = call.count("maxKeyCount", USUAL_PAGE, LARGEST_PAGE);
        List<AppKey> page =
                keys.list(call.fields().text("startApplicationKeyId").orElse(""), max + 1);
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("keys");
        page.stream().limit(max).forEach(appKey -> all.add(json(appKey)));
        answer.put("nextApplicationKeyId", page.size() > max ? page.getLast().id() : null);
        return Json.answer(answer);
    }

    /** Answers b2_delete_key. The key's tokens become invalid. */
    Answer delete(Call call) {
        call.caller().may(Capabilities.DELETE_KEYS).ofAccount();
        String id = call.needed("applicationKeyId");
        return keys.delete(id)
                .map(appKey -> Json.answer(json(appKey)))
                .orElseThrow(() ->
                        B2Exception.bad(
                                "applicationKeyId %s names no key to delete: see b2_list_keys"
                                        .formatted(id)));
    }

    private AppKey wanted(Call call) {
        JsonFields fields = call.fields();
        List<String> capabilities = capabilities(call);
        String name = call.needed("keyName");
        if (!name.matches(NAME)) {
            throw fields.wrong("keyName", "must be 1 to 100 letters, digits and hyphens");
        }
        OptionalLong seconds = fields.number("validDurationInSeconds");
        if (seconds.isPresent()
                && (seconds.getAsLong() < 1 || seconds.getAsLong() > LONGEST_SECONDS)) {
            throw fields.wrong("validDurationInSeconds", "must be from 1 to " + LONGEST_SECONDS);
        }
        List<String> bucketIds = bucketIds(call);
        if (!bucketIds.isEmpty() && !Collections.disjoint(capabilities, Capabilities.OF_ACCOUNT)) {
            throw fields.wrong(
                    "capabilities",
                    "of a key for buckets must not name any of "
                            + String.join(", ", Capabilities.OF_ACCOUNT)
                            + ", which show and end the keys of the whole account");
        }
        String prefix = fields.text("namePrefix").orElse("");
        if (!prefix.isEmpty() && bucketIds.isEmpty()) {
            throw fields.wrong("namePrefix", "needs a bucketId");
        }
        call.caller().named(prefix);
        return new AppKey(
                id(call),
                secret(),
                name,
                call.caller().key().owner(),
                capabilities,
                bucketIds,
                prefix,
                end(call.caller().key(), seconds));
    }

    /** Returns the end of the new key: no later than that of the caller's key. */
    private Optional<Instant> end(AppKey maker, OptionalLong seconds) {
        Instant now = clock.instant();
        Optional<Instant> end =
                seconds.isEmpty()
                        ? Optional.empty()
                        : Optional.of(now.plusSeconds(seconds.getAsLong()));
        maker.expires()
                .ifPresent(last -> {
                    if (end.isEmpty() || end.get().isAfter(last)) {
                        throw B2Exception.unauthorized(
                                ("The application key ends at %s, so the new one must not last"
                                     + " longer, send validDurationInSeconds of at most %d, or use"
                                     + " a key that lasts longer")
                                        .formatted(last, Duration.between(now, last).toSeconds()));
                    }
                });
        return end;
    }

    /**
     * Returns the capabilities of the new key; refuses unknown ones and those that the caller
     * lacks.
     */
    private static List<String> capabilities(Call call) {
        List<String> wanted = call.fields().texts("capabilities").orElse(List.of());
        if (wanted.isEmpty()) {
            throw call.fields().wrong("capabilities", "must name at least one");
        }
        for (String one : wanted) {
            if (!Capabilities.isKnown(one)) {
                throw call.fields()
                        .wrong("capabilities", "has '%s', which is no capability".formatted(one));
            }
        }
        List<String> given = Capabilities.ofUse(wanted);
        given.forEach(call.caller()::may);
        if (given.isEmpty()) {
            throw call.fields()
                    .wrong(
                            "capabilities",
                            "must name one that is of use here; there are "
                                    + String.join(", ", Capabilities.ALL));
        }
        return given.stream().distinct().sorted().toList();
    }

    /**
     * Returns warnings about requested capabilities that were left out, because no call here
     * requires them.
     */
    private static Warnings left(Call call, AppKey made) {
        List<String> left =
                call.fields().texts("capabilities").orElse(List.of()).stream()
                        .filter(orElse -> !made.capabilities().contains(orElse))
                        .toList();
        return Warnings.of(
                left.isEmpty()
                        ? List.of()
                        : List.of(
                                "the key does not have these capabilities, which nothing here"
                                        + " needs: "
                                        + String.join(", ", left)));
    }

    private List<String> bucketIds(Call call) {
        var ids = new ArrayList<String>();
        call.fields().text("bucketId").ifPresent(ids::add);
        call.fields().texts("bucketIds").ifPresent(ids::addAll);
        List<String> wanted =
                ids.stream()
                        .map(text -> buckets.byId(call, "bucketId", text))
                        .map(BucketInfo::idText)
                        .distinct()
                        .toList();
        if (wanted.isEmpty() && call.caller().restricted()) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to buckets, so the new one must be too");
        }
        return wanted;
    }

    private String id(Call call) {
        byte[] drawn = new byte[ID_BYTES];
        random.nextBytes(drawn);
        return "000" + B2Ids.account(call.caller().key().owner()) + HexFormat.of().formatHex(drawn);
    }

    private Secret secret() {
        byte[] drawn = new byte[SECRET_BYTES];
        random.nextBytes(drawn);
        return Secret.of("K000" + Base64.getUrlEncoder().withoutPadding().encodeToString(drawn));
    }

    private static ObjectNode json(AppKey key) {
        ObjectNode out =
                Json.object()
                        .put("keyName", key.name())
                        .put("applicationKeyId", key.id())
                        .put("accountId", B2Ids.account(key.owner()));
        ArrayNode capabilities = out.putArray("capabilities");
        Capabilities.ofUse(key.capabilities()).forEach(capabilities::add);
        out.put("expirationTimestamp", key.expires().map(Instant::toEpochMilli).orElse(null));
        out.put("bucketId", key.buckets().stream().findFirst().map(B2Ids::bucket).orElse(null));
        ArrayNode buckets = out.putArray("bucketIds");
        key.buckets().forEach(bucket -> buckets.add(B2Ids.bucket(bucket)));
        out.put("namePrefix", key.namePrefix().isEmpty() ? null : key.namePrefix());
        out.putArray("options");
        return out;
    }
}
