package dev.carillon.signature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request turned away, with what its sender has to do about it.
 *
 * @param message for people, says what to do next; never holds a secret
 * @param details more elements for the answer, by S3's names ({@code StringToSign}, {@code
 *     CanonicalRequest}, {@code Region} …), in order
 */
public record Refusal(RefusalCode code, String message, Map<String, String> details) {
    public Refusal {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** A refusal without details. */
    public static Refusal of(RefusalCode code, String message) {
        return new Refusal(code, message, Map.of());
    }

    /** This refusal with one more detail. */
    public Refusal with(String name, String value) {
        var more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new Refusal(code, message, more);
    }
}
