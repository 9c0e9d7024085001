package dev.carillon.signature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal of a request, with the text that says what its sender has to do.
 *
 * @param message for people; says what to do next and never holds a secret
 * @param details more elements for the answer, by S3's names ({@code StringToSign}, {@code
 *     CanonicalRequest}, {@code Region} …), in order
 */
public record Refusal(RefusalCode code, String message, Map<String, String> details) {
    public Refusal {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Returns a refusal without details. */
    public static Refusal of(RefusalCode code, String message) {
        return new Refusal(code, message, Map.of());
    }

    /** Returns this refusal with one more detail. */
    public Refusal with(String name, String value) {
        var more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new Refusal(code, message, more);
    }
}
