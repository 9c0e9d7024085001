package dev.carillon.s3;

import dev.carillon.http.Keys;
import dev.carillon.registry.AppKey;
import dev.carillon.registry.AppKeys;
import dev.carillon.signature.AccessKey;

import java.time.InstantSource;
import java.util.Optional;

/**
 * Finds the keys with which S3 requests may be signed: those of the server, and the application
 * keys of the B2 API, which may only listen to events. Thread-safe.
 */
public final class S3Keys implements Keys {
    private final Keys full;
    private final AppKeys appKeys;
    private final InstantSource clock;

    /**
     * Creates the keys.
     *
     * @param full the keys that may do everything
     */
    public S3Keys(Keys full, AppKeys appKeys, InstantSource clock) {
        this.full = full;
        this.appKeys = appKeys;
        this.clock = clock;
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId) {
        return full.find(accessKeyId)
                .or(() ->
                        valid(accessKeyId)
                                .map(key -> new AccessKey(key.id(), key.secret(), key.owner())));
    }

    /** Returns the rights of a key that exists and has not expired. */
    Optional<KeyRights> rights(String accessKeyId) {
        return full.find(accessKeyId).isPresent()
                ? Optional.of(new KeyRights.Full())
                : valid(accessKeyId).map(KeyRights.OfAppKey::new);
    }

    private Optional<AppKey> valid(String id) {
        return appKeys.find(id).filter(key -> !key.expired(clock.instant()));
    }
}
