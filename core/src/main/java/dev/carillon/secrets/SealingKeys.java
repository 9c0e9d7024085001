package dev.carillon.secrets;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals secrets with the first of its keys and opens those that any of its keys sealed: AES-256-GCM
 * with a random nonce of 96 bits. Sealed bytes are version 1, the id of the key, the nonce, then
 * the ciphertext with its tag of 128 bits. They open only at the place for which they were sealed.
 * Immutable and thread-safe.
 */
public final class SealingKeys {
    /** The highest number of keys at once. */
    public static final int MOST = 16;

    private static final int VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + SealingKey.ID_BYTES + NONCE_BYTES;
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final SealingKeys NONE = new SealingKeys(List.of());

    private final List<SealingKey> keys;
    private final SecureRandom random = new SecureRandom();

    private SealingKeys(List<SealingKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Returns no keys: nothing can be sealed, and nothing that is sealed can be opened. */
    public static SealingKeys none() {
        return NONE;
    }

    /**
     * Returns these keys; equal ones count once.
     *
     * @param keys the first one seals
     * @throws IllegalArgumentException if there are none or too many
     */
    public static SealingKeys of(List<SealingKey> keys) {
        var different = List.copyOf(new LinkedHashSet<>(keys));
        if (different.isEmpty() || different.size() > MOST) {
            throw new IllegalArgumentException("1 to " + MOST + " different keys are needed");
        }
        return new SealingKeys(different);
    }

    /** Returns one new key: for tests, and for a new folder. */
    public static SealingKeys drawn() {
        return of(List.of(SealingKey.draw(new SecureRandom())));
    }

    /** Returns whether there are no keys. */
    public boolean isNone() {
        return keys.isEmpty();
    }

    /** Returns the keys, the one that seals first. */
    public List<SealingKey> keys() {
        return keys;
    }

    /** Returns the ids of the keys. */
    public Set<String> ids() {
        return keys.stream()
                .map(SealingKey::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Returns the key that seals.
     *
     * @throws IllegalStateException if there are no keys
     */
    public SealingKey first() {
        if (keys.isEmpty()) {
            throw new IllegalStateException(
                    "there is a secret to store and no key to seal it: this state was opened"
                            + " without keys");
        }
        return keys.getFirst();
    }

    /** Returns these keys, with another one before them that seals from now on. */
    public SealingKeys withFirst(SealingKey key) {
        var all = new LinkedHashSet<SealingKey>();
        all.add(key);
        all.addAll(keys);
        return of(List.copyOf(all));
    }

    /** Returns the key that seals, alone. */
    public SealingKeys onlyFirst() {
        return of(List.of(first()));
    }

    /**
     * Seals bytes.
     *
     * @param place the bytes beside which they are stored; needed to open them
     * @throws IllegalStateException if there are no keys
     */
    public byte[] seal(byte[] plain, byte[] place) {
        SealingKey key = first();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, place).doFinal(plain);
            return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                    .put((byte) VERSION)
                    .put(key.idBytes())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CIPHER, e);
        }
    }

    /** Opens sealed bytes, if they were sealed by one of these keys for this place. */
    public Opened open(byte[] sealed, byte[] place) {
        if (sealed.length < HEAD_BYTES || sealed[0] != VERSION) {
            return new Opened.Closed("they are damaged: they do not begin as sealed bytes do");
        }
        Optional<SealingKey> key = keys.stream().filter(some -> some.sealed(sealed)).findFirst();
        return key.map(known -> open(known, sealed, place))
                .orElseGet(() ->
                        new Opened.Closed(
                                "the key " + keyOf(sealed) + " sealed them, and it is not here"));
    }

    /** Returns whether the key that seals now sealed these bytes. */
    public boolean sealedByFirst(byte[] sealed) {
        return !keys.isEmpty() && keys.getFirst().sealed(sealed);
    }

    /** Returns the id of the key that sealed these bytes; a text of no key if they are damaged. */
    public static String keyOf(byte[] sealed) {
        int end = 1 + SealingKey.ID_BYTES;
        return sealed.length < end ? "" : HexFormat.of().formatHex(sealed, 1, end);
    }

    private static Opened open(SealingKey key, byte[] sealed, byte[] place) {
        byte[] nonce = Arrays.copyOfRange(sealed, 1 + SealingKey.ID_BYTES, HEAD_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, place);
            return new Opened.Plain(cipher.doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES));
        } catch (AEADBadTagException _) {
            return new Opened.Closed(
                    "they are damaged, or were changed or copied from another place");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CIPHER, e);
        }
    }

    private static Cipher cipher(int mode, SealingKey key, byte[] nonce, byte[] place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place);
        return cipher;
    }

    @Override
    public String toString() {
        return keys.toString();
    }
}
