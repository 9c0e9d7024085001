package dev.carillon.script;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which events are never given to a script. Immutable, thread-safe. */
final class CallCheck {
    private final boolean rejectUnsafeKeys;

    /**
     * Creates the check.
     *
     * @param rejectUnsafeKeys whether keys are refused that a careless script would take for an
     *     option or for a path outside of its folder
     */
    CallCheck(boolean rejectUnsafeKeys) {
        this.rejectUnsafeKeys = rejectUnsafeKeys;
    }

    /** Returns why an event cannot be given to a script, now and later. */
    Optional<String> objection(ScriptCall call) {
        return call.flaw()
                .or(() -> incomplete(call))
                .or(() -> unspeakable(call.variables()))
                .or(() -> rejectUnsafeKeys ? unsafe(call.key()) : Optional.empty());
    }

    private static Optional<String> incomplete(ScriptCall call) {
        if (call.bucket().isEmpty() || call.key().isEmpty()) {
            return Optional.of("the event names no bucket or no key");
        }
        return call.action().isEmpty()
                ? Optional.of("the event is neither a creation nor a removal: nothing to run")
                : Optional.empty();
    }

    /** Finds text that no argument and no variable of a program can hold. */
    private static Optional<String> unspeakable(Map<String, String> variables) {
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String value = variable.getValue();
            String words = variable.getKey();
            if (value.indexOf('\0') >= 0) {
                return Optional.of(words + " contains a NUL, which no argument can hold");
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
                return Optional.of(
                        words + " contains half a surrogate pair, which is no character");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unsafe(String key) {
        if (key.startsWith("-")) {
            return Optional.of("unsafe key: it begins with a hyphen");
        }
        if (key.startsWith("/")) {
            return Optional.of("unsafe key: it begins with a slash");
        }
        if (List.of(key.split("/", -1)).contains("..")) {
            return Optional.of("unsafe key: it has the segment '..'");
        }
        return key.codePoints().anyMatch(Character::isISOControl)
                ? Optional.of("unsafe key: it contains a control character")
                : Optional.empty();
    }
}
