package dev.carillon.registry;

import dev.carillon.secrets.Opened;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes an application key as bytes, version 2: id, name, owner, capabilities, buckets, prefix,
 * the time of its end in seconds, 0 = never, and last its secret, sealed for the bytes before it.
 * In version 1, which can still be read, the secret stood in clear text after the id.
 */
final class AppKeyBytes {
    private static final int VERSION = 2;
    private static final int UNSEALED = 1;
    private static final int UNKNOWN_BYTES = 32;
    private static final Secret MASK = Secret.of("***");
    private static final byte[] PLACE =
            "carillon application key\n".getBytes(StandardCharsets.US_ASCII);

    private AppKeyBytes() {}

    /**
     * An application key as stored.
     *
     * @param key with its secret, or one that nobody knows if it could not be opened
     * @param unopened why its secret could not be opened; empty if it was
     */
    record Kept(AppKey key, Optional<String> unopened) {}

    static byte[] write(AppKey key, SealingKeys keys) {
        var out = Template.builder().u8(VERSION).text(key.id()).text(key.name());
        out.text(key.owner()).texts(key.capabilities()).texts(key.buckets());
        long end = key.expires().map(Instant::getEpochSecond).orElse(0L);
        byte[] readable = out.text(key.namePrefix()).i64(end).array();
        byte[] sealed = keys.seal(key.secret().reveal(), place(readable));
        return Template.builder().bytes(readable).bytes(sealed).array();
    }

    static Kept read(byte[] value, SealingKeys keys) {
        var in = new BytesReader(value);
        int version = in.u8();
        String id = in.text();
        if (version == UNSEALED) {
            return new Kept(read(in, id, Secret.of(in.text())), Optional.empty());
        }
        Versions.expect(version, VERSION, "application key");
        AppKey readable = read(in, id, MASK);
        byte[] place = Arrays.copyOf(value, value.length - in.remaining());
        return switch (keys.open(in.rest(), place(place))) {
            case Opened.Plain(byte[] plain) ->
                    new Kept(with(readable, Secret.of(plain)), Optional.empty());
            case Opened.Closed(String why) -> new Kept(with(readable, unknown()), Optional.of(why));
        };
    }

    /** Returns whether the secret of a stored key is sealed. */
    static boolean isSealed(byte[] value) {
        return value[0] == VERSION;
    }

    /** Returns whether a stored key is as this build writes it now, sealed by the first key. */
    static boolean isCurrent(byte[] value, SealingKeys keys) {
        var in = new BytesReader(value);
        if (in.u8() != VERSION) {
            return false;
        }
        read(in, in.text(), MASK);
        return keys.sealedByFirst(in.rest());
    }

    private static AppKey read(BytesReader in, String id, Secret secret) {
        String name = in.text();
        String owner = in.text();
        List<String> capabilities = in.texts();
        List<String> buckets = in.texts();
        String prefix = in.text();
        long end = in.i64();
        return new AppKey(
                id,
                secret,
                name,
                owner,
                capabilities,
                buckets,
                prefix,
                Optional.of(end).filter(number -> number != 0).map(Instant::ofEpochSecond));
    }

    private static AppKey with(AppKey key, Secret secret) {
        return new AppKey(
                key.id(),
                secret,
                key.name(),
                key.owner(),
                key.capabilities(),
                key.buckets(),
                key.namePrefix(),
                key.expires());
    }

    /** Returns a secret that nobody knows, so that nothing signed with another one matches it. */
    private static Secret unknown() {
        byte[] bytes = new byte[UNKNOWN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Secret.of(bytes);
    }

    private static byte[] place(byte[] readable) {
        return Template.builder().bytes(PLACE).bytes(readable).array();
    }
}
