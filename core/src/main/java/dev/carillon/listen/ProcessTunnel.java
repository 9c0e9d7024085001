package dev.carillon.listen;

import dev.carillon.rule.Units;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A tunnel that a program carries. When its process ends, it is started again after a growing
 * pause. One thread starts the process, reads what it prints and reports; {@link #close} ends the
 * process with everything that it started. Each process reports its URL, even if it is the one of
 * the process before.
 */
final class ProcessTunnel implements Tunnel {
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final Duration UPKEEP = Duration.ofMillis(200);
    private static final Duration URL_LIMIT = Duration.ofSeconds(30);
    private static final int LAST_LINES = 20;

    /** A process that this process started may hold the output open after its end. */
    private static final int MAX_DEAD_LOOKS = 4;

    /** The variables with secrets of the listener, which the program of a tunnel need not know. */
    private static final Set<String> SECRETS =
            Set.of(
                    "B2_APPLICATION_KEY_ID",
                    "B2_APPLICATION_KEY",
                    "SIGNING_SECRET",
                    "CARILLON_SECRET_KEY",
                    "AWS_SECRET_ACCESS_KEY");

    private final TunnelProgram program;
    private final Backoff backoff;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch lastRun = new CountDownLatch(1);
    private Optional<Thread> thread = Optional.empty();

    ProcessTunnel(TunnelProgram program, Backoff backoff) {
        this.program = program;
        this.backoff = backoff;
    }

    /**
     * The end of a process.
     *
     * @param steady whether it ran for long before
     */
    private record End(TunnelFailure failure, boolean steady) {}

    @Override
    public void start(Reports reports) {
        thread = Optional.of(Thread.ofVirtual().name("tunnel").start(() -> supervise(reports)));
    }

    @Override
    public void stopRestarts() {
        lastRun.countDown();
    }

    @Override
    public void close() {
        lastRun.countDown();
        closing.countDown();
        try {
            if (thread.isPresent() && thread.get() != Thread.currentThread()) {
                thread.get().join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise(Reports reports) {
        try {
            int failures = 0;
            while (lastRun.getCount() > 0) {
                Optional<End> end = once(reports);
                if (end.isEmpty() || lastRun.getCount() == 0) {
                    return;
                }
                failures = end.get().steady() ? 1 : failures + 1;
                if (!pause(end.get().failure(), failures, reports)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reports a failure, waits, and returns whether to start again. */
    private boolean pause(TunnelFailure failure, int failures, Reports reports)
            throws InterruptedException {
        if (failure.again() == TunnelFailure.Again.NEVER) {
            reports.ended(failure.what() + ": " + failure.advice());
            return false;
        }
        Duration pause = backoff.pause(failures, failure.again());
        reports.failed(
                "%s; next try in %s: %s"
                        .formatted(failure.what(), Units.text(pause), failure.advice()));
        return !lastRun.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs one process until it ends; empty if the tunnel was closed. */
    private Optional<End> once(Reports reports) throws InterruptedException {
        TunnelProgram.Run run = program.prepare();
        Process process;
        try {
            var builder = new ProcessBuilder(run.command()).redirectErrorStream(true);
            removeSecrets(builder.environment());
            process = builder.start();
        } catch (IOException e) {
            return Optional.of(new End(program.notStarted(e), false));
        }
        var family = new ProcessFamily(process.toHandle());
        try {
            reports.started(process.toHandle());
            return new Watch(run, process, family, reports).untilEnd();
        } finally {
            family.end(backoff.patience());
        }
    }

    /** Removes the listener's secrets from the environment of a program. */
    static void removeSecrets(Map<String, String> environment) {
        environment.keySet().removeAll(SECRETS);
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Follows one process. */
    private final class Watch {
        private final TunnelProgram.Run run;
        private final Process process;
        private final ProcessFamily family;
        private final Reports reports;
        private final OutputLines output;
        private final Deque<String> last = new ArrayDeque<>();
        private final long begun = System.nanoTime();
        private boolean open;
        private boolean late;
        private long looked = begun;
        private int deadLooks;

        Watch(TunnelProgram.Run run, Process process, ProcessFamily family, Reports reports) {
            this.run = run;
            this.process = process;
            this.family = family;
            this.reports = reports;
            output = OutputLines.reading(process.getInputStream(), "tunnel-output");
        }

        Optional<End> untilEnd() throws InterruptedException {
            while (!closed()) {
                output.next(QUIET).ifPresent(this::take);
                if (System.nanoTime() - looked >= UPKEEP.toNanos()) {
                    looked = System.nanoTime();
                    if (ended()) {
                        return Optional.of(end());
                    }
                    family.look();
                    tell(run.ask());
                    complainIfLate();
                }
            }
            return Optional.empty();
        }

        /**
         * Returns whether the process ended and its last lines were taken, or at least waited for.
         */
        private boolean ended() {
            if (process.isAlive()) {
                return false;
            }
            deadLooks++;
            return output.exhausted() || deadLooks > MAX_DEAD_LOOKS;
        }

        private void take(String line) {
            if (last.size() == LAST_LINES) {
                last.removeFirst();
            }
            last.addLast(line);
            reports.output(line);
            tell(run.read(line));
        }

        private void tell(List<TunnelNews> news) {
            for (TunnelNews one : news) {
                switch (one) {
                    case TunnelNews.Url(URI known) -> {
                        open = true;
                        family.look();
                        reports.opened(known);
                    }
                    case TunnelNews.Connected(String line) -> reports.connected(line);
                    case TunnelNews.Trouble(String line) -> reports.failed(line);
                }
            }
        }

        private void complainIfLate() {
            if (!open && !late && age().compareTo(URL_LIMIT) > 0) {
                late = true;
                reports.failed(program.withoutUrl(URL_LIMIT));
            }
        }

        private End end() {
            boolean steady = open && age().compareTo(backoff.steady()) >= 0;
            return new End(run.failure(process.exitValue(), List.copyOf(last)), steady);
        }

        private Duration age() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }
}
