package dev.carillon.deliver;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the attempts and disk tasks that one driver of a lane has in progress, and ends them all
 * before another driver takes over. Thread-safe.
 */
final class LaneWork {
    private final AtomicInteger inProgress = new AtomicInteger();
    private volatile boolean ended;

    /** Begins work that asks for {@link #ended} next, and calls {@link #leave} in any case. */
    void enter() {
        inProgress.incrementAndGet();
    }

    /** Ends work that was entered. */
    void leave() {
        inProgress.decrementAndGet();
    }

    /** Runs work, unless it has ended. */
    void run(Runnable work) {
        enter();
        try {
            if (!ended) {
                work.run();
            }
        } finally {
            leave();
        }
    }

    /** Returns whether nothing may begin any more. */
    boolean ended() {
        return ended;
    }

    /**
     * Lets nothing begin any more, unless something is in progress: then call this again later.
     *
     * @return whether nothing is in progress, and nothing can begin
     */
    boolean end() {
        if (inProgress.get() == 0) {
            ended = true;
        }
        return ended && inProgress.get() == 0;
    }
}
