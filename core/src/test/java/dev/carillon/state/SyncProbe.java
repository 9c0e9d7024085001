package dev.carillon.state;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A program for {@code .ci/count-syncs}, which delays or fails its syncs from outside. It shows for
 * the real disk calls what the tests show for a double. Exits with status 1 and a reason on an
 * error.
 *
 * <p>Arguments: the directory, and {@code slow MILLIS} or {@code fail}.
 */
final class SyncProbe {
    private static final int TRIES = 5;
    private static final int ENOUGH = 10_000;

    private SyncProbe() {}

    public static void main(String[] args) throws Exception {
        try (var state = RocksState.open(Path.of(args[0]))) {
            switch (args[1]) {
                case "slow" -> slow(state, Duration.ofMillis(Long.parseLong(args[2])));
                case "fail" -> fail(state);
                default -> throw new IllegalArgumentException("slow or fail?");
            }
        }
    }

    /** Checks that no commit can be read before its sync has returned. */
    private static void slow(State state, Duration sync) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TRIES; i++) {
                var key = Template.builder().u8('s').i32(i).key();
                long start = System.nanoTime();
                var commit = CompletableFuture.runAsync(() -> commit(state, key), threads);
                while (state.get(key).isEmpty()) {
                    LockSupport.parkNanos(100_000);
                }
                long visible = System.nanoTime() - start;
                demand(visible >= sync.toNanos(), "visible " + visible + " ns after it was begun");
                commit.get();
            }
        }
        System.out.println("visible only after the sync, " + TRIES + " times");
    }

    /**
     * Checks that after a failed sync all commits are refused, and the failed one cannot be read.
     */
    private static void fail(State state) {
        int failed = firstFailure(state);
        demand(state.get(key(failed)).isEmpty(), "the commit that failed can be read");
        demand(failed == 0 || state.get(key(failed - 1)).isPresent(), "the one before is gone");
        try {
            commit(state, key(failed + 1));
            demand(false, "a commit after the failure was taken");
        } catch (UnknownOutcomeException e) {
            System.out.println("refused after the failed sync of commit " + failed);
        }
    }

    private static int firstFailure(State state) {
        for (int i = 0; i < ENOUGH; i++) {
            try {
                commit(state, key(i));
            } catch (UnknownOutcomeException e) {
                System.out.println("as the caller sees it: " + e.getMessage());
                return i;
            }
        }
        throw new IllegalStateException("no sync failed");
    }

    private static Key key(int i) {
        return Template.builder().u8('f').i32(i).key();
    }

    private static void commit(State state, Key key) {
        state.commit(new Commit().put(key, new byte[100]));
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
