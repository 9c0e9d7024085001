package dev.carillon.listen;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process and everything that it started, so that all of it can be ended. Descendants that were
 * seen once are remembered, because nobody can find them any more after their parent ended. Used by
 * one thread.
 */
final class ProcessFamily {
    /** The time that processes have to end before they are killed. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long ASK_NANOS = 5_000_000;

    private final ProcessHandle root;
    private final Map<ProcessHandle, Owner> members = new LinkedHashMap<>();

    ProcessFamily(ProcessHandle root) {
        this.root = root;
        look();
    }

    /** Ends a process and everything that it started. */
    static void end(ProcessHandle root) {
        new ProcessFamily(root).end(PATIENCE);
    }

    /** Remembers the processes that belong to the family now, and forgets those that ended. */
    void look() {
        members.values().removeIf(member -> !member.alive());
        Stream.concat(Stream.of(root), root.descendants())
                .forEach(process -> members.computeIfAbsent(process, Owner::of));
    }

    /**
     * Asks every process to end, and ends those by force that are still there when the patience is
     * over.
     */
    void end(Duration patience) {
        look();
        members.keySet().forEach(ProcessHandle::destroy);
        if (!ended(patience)) {
            members.keySet().forEach(ProcessHandle::destroyForcibly);
            ended(patience);
        }
    }

    /** Waits by asking, because the JDK learns seconds late that foreign processes ended. */
    private boolean ended(Duration patience) {
        long begun = System.nanoTime();
        while (members.values().stream().anyMatch(Owner::alive)) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(ASK_NANOS);
        }
        return true;
    }
}
