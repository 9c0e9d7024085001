package dev.carillon.app;

import dev.carillon.tailclient.TailLine;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * POSTs events to a URL: those of one object in order and one at a time, those of others beside
 * them. An event that is not accepted is sent again, with growing pauses. At most {@value #MOST}
 * events wait; then the next one is not read. Thread-safe.
 */
final class Forwarder {
    private static final int MOST = 1_000;
    private static final int AT_ONCE = 16;
    private static final int GONE = 410;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final URI url;
    private final BiConsumer<TailLine, String> answers;
    private final Semaphore room = new Semaphore(MOST);
    private final Semaphore sending = new Semaphore(AT_ONCE);

    /** The events that wait, by their objects; an object without a queue has no event under way. */
    private final Map<String, Queue<TailLine>> waiting = new HashMap<>();

    /**
     * Creates a forwarder.
     *
     * @param answers gets what the URL answered to an event, in words
     */
    Forwarder(HttpClient client, URI url, BiConsumer<TailLine, String> answers) {
        this.client = client;
        this.url = url;
        this.answers = answers;
    }

    /** Sends an event behind those of the same object; waits only if very many are waiting. */
    void send(TailLine line) {
        room.acquireUninterruptibly();
        String object = line.bucket() + "/" + line.key();
        synchronized (waiting) {
            Queue<TailLine> queue = waiting.get(object);
            if (queue != null) {
                queue.add(line);
                return;
            }
            waiting.put(object, new ArrayDeque<>());
        }
        Thread.startVirtualThread(() -> sendAll(object, line));
    }

    private void sendAll(String object, TailLine first) {
        try {
            TailLine line = first;
            while (line != null) {
                untilTaken(line);
                room.release();
                synchronized (waiting) {
                    line = waiting.getOrDefault(object, new ArrayDeque<>()).poll();
                    if (line == null) {
                        waiting.remove(object);
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilTaken(TailLine line) throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (!taken(line, pause)) {
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
    }

    private boolean taken(TailLine line, long pause) throws InterruptedException {
        sending.acquire();
        long start = System.nanoTime();
        try {
            int status =
                    client.send(request(line), HttpResponse.BodyHandlers.discarding()).statusCode();
            boolean taken = status / 100 == 2;
            String what =
                    taken ? "" : status == GONE ? ", given up" : ", again in " + pause + " ms";
            answers.accept(line, "<-- %d in %d ms%s".formatted(status, millis(start), what));
            return taken || status == GONE;
        } catch (IOException e) {
            answers.accept(
                    line, "<-- no answer (%s), again in %d ms".formatted(e.toString(), pause));
            return false;
        } finally {
            sending.release();
        }
    }

    private HttpRequest request(TailLine line) {
        var body = JsonMapper.shared().createObjectNode();
        body.set("Records", line.document().path("Records"));
        return HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .header("webhook-id", line.eventId())
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private static long millis(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
