package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Unreachable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/** Long-lived workers, each of which has many events at once. Thread-safe. */
final class StreamWorkers implements Runner, AutoCloseable {
    private final List<StreamWorker> workers;

    StreamWorkers(int many, StreamLauncher launcher, ScriptFile file, Unanswered unanswered) {
        workers =
                IntStream.rangeClosed(1, many)
                        .mapToObj(number -> new StreamWorker(launcher, file, unanswered, number))
                        .toList();
        workers.forEach(StreamWorker::start);
    }

    @Override
    public AttemptResult run(ScriptCall call, Duration limit) {
        var entry = StreamEntry.of(call, limit);
        leastLoaded().add(entry);
        try {
            return entry.result().get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Unreachable("the attempt was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker failed", e.getCause());
        }
    }

    private StreamWorker leastLoaded() {
        StreamWorker least = workers.getFirst();
        int load = least.load();
        for (int i = 1; i < workers.size() && load > 0; i++) {
            int other = workers.get(i).load();
            if (other < load) {
                least = workers.get(i);
                load = other;
            }
        }
        return least;
    }

    /** Ends the workers: each may answer first, then it gets SIGTERM, then SIGKILL. */
    @Override
    public void close() {
        workers.forEach(StreamWorker::close);
        try {
            for (StreamWorker worker : workers) {
                worker.awaitEnd(ScriptEndpointProvider.LONGEST_END);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
