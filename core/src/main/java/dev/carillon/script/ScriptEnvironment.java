package dev.carillon.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The environment that every run has: a few variables of the receiver's own and those that its
 * operator passes on, so that its secrets stay out of scripts. Immutable, thread-safe.
 */
final class ScriptEnvironment {
    private static final List<String> USUAL = List.of("PATH", "HOME", "LANG", "TMPDIR");

    private final List<String> common;

    /**
     * Creates the environment.
     *
     * @param all the variables of this process
     * @param passed the names of those that are passed on beside the usual ones
     * @param leftovers finds what this process leaves when it is killed
     */
    ScriptEnvironment(Map<String, String> all, Set<String> passed, Optional<Leftovers> leftovers) {
        var chosen = new TreeMap<>(all);
        var names = new TreeSet<>(USUAL);
        names.addAll(passed);
        chosen.keySet().retainAll(names);
        leftovers.ifPresent(finder -> chosen.put(Leftovers.VARIABLE, finder.marker()));
        common = texts(chosen);
    }

    /** Creates the environment of a receiver's scripts from that of this process. */
    static ScriptEnvironment of(ScriptSettings settings) {
        return new ScriptEnvironment(
                System.getenv(),
                settings.passedEnvironment(),
                settings.folder().map(Leftovers::new));
    }

    /** Returns the environment of a program that is run for many events. */
    List<String> common() {
        return common;
    }

    /** Returns the environment of a run for one event. */
    List<String> with(Map<String, String> variables) {
        var all = new ArrayList<>(common);
        all.addAll(texts(variables));
        return all;
    }

    private static List<String> texts(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }
}
