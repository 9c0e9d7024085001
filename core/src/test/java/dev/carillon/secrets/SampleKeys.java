package dev.carillon.secrets;

import java.util.Base64;

/** Keys that are the same in every run, for states that a test opens more than once. */
public final class SampleKeys {
    /** The keys of a folder that has a single key. */
    public static final SealingKeys ONE = keys(1);

    private SampleKeys() {}

    /** Returns a key for each of these numbers; the first one seals. */
    public static SealingKeys keys(int... numbers) {
        var text = new StringBuilder();
        for (int number : numbers) {
            byte[] bytes = new byte[32];
            bytes[0] = (byte) number;
            text.append(Base64.getEncoder().encodeToString(bytes)).append(' ');
        }
        return KeySource.Given.of("TEST", text.toString()).keys();
    }

    /** Returns the key of a number. */
    public static SealingKey key(int number) {
        return keys(number).first();
    }
}
