package dev.carillon.script;

import dev.carillon.rule.Target;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The only target of a provider that runs one program.
 *
 * @param scheme of the provider
 * @param file the program
 * @param noun the word for it in messages
 */
record ProgramTarget(String scheme, Path file, String noun) {
    /** Returns the target that stands for the program. */
    Target target() {
        return new Target(scheme + "://" + file, Map.of());
    }

    /** Returns why another target cannot be configured; empty if it is that of the program. */
    Optional<String> objection(Target other) {
        return other.address().equals(target().address())
                ? Optional.empty()
                : Optional.of("this receiver runs " + file + " and no other " + noun);
    }

    /**
     * Checks a target that is to be opened.
     *
     * @throws IllegalArgumentException if it is not that of the program
     */
    void demand(Target other) {
        objection(other)
                .ifPresent(words -> {
                    throw new IllegalArgumentException(words);
                });
    }
}
