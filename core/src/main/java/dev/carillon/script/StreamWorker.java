package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that is started when the first event comes for it, and again after it ended: at once if
 * it has answered anything, otherwise after a pause that grows to 5 s. Thread-safe.
 */
final class StreamWorker {
    private static final Logger LOG = LoggerFactory.getLogger("carillon.script");
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int AS_LOADED = 1_000;
    private static final int FOR_EVER = -1;

    private final StreamLauncher launcher;
    private final ScriptFile file;
    private final Unanswered unanswered;
    private final Bell bell;
    private final Queue<StreamEntry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger load = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean pausing;

    StreamWorker(StreamLauncher launcher, ScriptFile file, Unanswered unanswered, int number) {
        this.launcher = launcher;
        this.file = file;
        this.unanswered = unanswered;
        bell = new Bell(launcher.libc());
        thread =
                Thread.ofPlatform().name("stream-worker-" + number).daemon().unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /** Returns how much it has to do; more while it cannot do it. */
    int load() {
        return load.get() + (pausing ? AS_LOADED : 0);
    }

    /** Gives it an event; the entry gets a result in every case. */
    void add(StreamEntry entry) {
        load.incrementAndGet();
        var _ = entry.result().whenComplete((_, _) -> load.decrementAndGet());
        queue.add(entry);
        if (closed) {
            // an entry that is not there any more was taken, so it gets its result there
            if (queue.remove(entry)) {
                entry.complete(stopping());
            }
        } else {
            bell.ring();
        }
    }

    /** Takes no more events; the process ends when it has answered those that it has. */
    void close() {
        closed = true;
        bell.ring();
        LockSupport.unpark(thread);
    }

    /** Ends the process group if it still runs after this time, and waits. */
    void awaitEnd(Duration time) throws InterruptedException {
        boolean _ = thread.join(time);
    }

    private void serve() {
        try {
            Duration pause = SHORTEST;
            while (!closed) {
                pause = worked() ? SHORTEST : rest(pause);
            }
        } finally {
            closed = true;
            bell.close();
            completeQueue(stopping());
        }
    }

    /** Waits for work and runs the process once; returns false if a pause must follow. */
    private boolean worked() {
        try {
            awaitWork();
            return closed || session();
        } catch (RuntimeException e) {
            LOG.error("a worker failed inside the receiver", e);
            completeQueue(Refused.stated("not run: internal error: " + e, Scope.ENDPOINT));
            return false;
        }
    }

    private void completeQueue(AttemptResult result) {
        queue.removeIf(entry -> {
            entry.complete(result);
            return true;
        });
    }

    private void awaitWork() {
        try (Arena arena = Arena.ofConfined()) {
            var polled = new Polled(launcher.libc(), arena, bell.descriptor());
            while (queue.isEmpty() && !closed) {
                bell.sleeping();
                if (queue.isEmpty() && !closed && polled.ready(FOR_EVER)) {
                    bell.clear();
                }
                bell.awake();
            }
        }
    }

    /** Runs the process once; returns whether it was of use. */
    private boolean session() {
        StreamChild child;
        try {
            child = launcher.start();
        } catch (SystemCallException e) {
            completeQueue(file.notStarted(e));
            return false;
        }
        file.started();
        var session =
                new StreamSession(launcher.libc(), child, bell, queue, () -> closed, unanswered);
        String reason = session.toEnd();
        if (!closed && !reason.equals("exit code 0")) {
            LOG.warn("a worker ended and is started again when it is needed: {}", reason);
        }
        return session.answered();
    }

    private Duration rest(Duration pause) {
        pausing = true;
        long end = System.nanoTime() + pause.toNanos();
        while (!closed && System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        pausing = false;
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }

    private static AttemptResult stopping() {
        return Refused.stated("not run: the receiver is stopping", Scope.DELIVERY);
    }
}
