package dev.carillon.script;

import dev.carillon.rule.RefusedException;

import java.util.List;

/** Chooses how programs are started on this system. */
final class Launchers {
    private Launchers() {}

    /**
     * Returns the launcher for scripts.
     *
     * @throws RefusedException if this system cannot end what a script starts
     */
    static Launcher ofThisSystem() {
        try {
            return new NativeLauncher(libc());
        } catch (UnsupportedOperationException e) {
            throw refusal();
        }
    }

    /**
     * Returns the launcher for long-lived workers.
     *
     * @throws RefusedException if this system cannot end what a worker starts
     */
    static StreamLauncher ofWorkers(String file, List<String> environment) {
        try {
            return new StreamLauncher(libc(), file, environment);
        } catch (UnsupportedOperationException e) {
            throw refusal();
        }
    }

    private static Libc libc() {
        return Libc.load().orElseThrow(Launchers::refusal);
    }

    private static RefusedException refusal() {
        return new RefusedException(
                "running scripts needs Linux 5.3 and glibc 2.34, or newer: use --forward here");
    }
}
