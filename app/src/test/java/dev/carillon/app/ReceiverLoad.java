package dev.carillon.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A publisher that sends messages of 10 events until it is stopped. It sends each message until it
 * is answered 200, and the next one after that, so that the events of an object have an order. Each
 * of its threads has its own objects.
 */
final class ReceiverLoad implements AutoCloseable {
    private static final int THREADS = 3;
    private static final int EVENTS = 10;
    private static final int KEYS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration BETWEEN = Duration.ofMillis(400);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<Sent> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** An event by its key and its place among the events of that key. */
    record Sent(String key, long sequencer) {
        private static final Pattern RECORD =
                Pattern.compile("\"key\":\"([^\"]+)\",\"size\":1,\"sequencer\":([0-9]+)");

        /** Finds the record of an event in a text. */
        static Optional<Sent> in(String text) {
            var found = RECORD.matcher(text);
            return found.find()
                    ? Optional.of(new Sent(found.group(1), Long.parseLong(found.group(2))))
                    : Optional.empty();
        }

        private String json() {
            return """
            {"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"b"},\
            "object":{"key":"%s","size":1,"sequencer":%d}}}\
            """
                    .formatted(key, sequencer);
        }
    }

    /** Starts to send to a port of this machine. */
    static ReceiverLoad start(int port) {
        var load = new ReceiverLoad();
        for (int i = 0; i < THREADS; i++) {
            String name = "t" + i;
            load.threads.add(Thread.startVirtualThread(() -> load.send(name, port)));
        }
        return load;
    }

    /** Returns the events that were answered 200. */
    Set<Sent> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Stops after the message of each thread was acknowledged. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void send(String name, int port) {
        long next = 1;
        try {
            while (!stopped) {
                var events = new ArrayList<Sent>();
                for (int i = 0; i < EVENTS; i++, next++) {
                    events.add(new Sent(name + "-" + next % KEYS, next));
                }
                deliver(events, port);
                acknowledged.addAll(events);
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(List<Sent> events, int port) throws InterruptedException {
        String body =
                events.stream()
                        .map(Sent::json)
                        .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhook"))
                        .timeout(LIMIT)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        while (true) {
            try {
                if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // killed: sent again to the next process
            }
            Thread.sleep(BETWEEN);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        client.shutdownNow();
    }
}
