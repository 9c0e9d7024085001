package dev.carillon.app;

import dev.carillon.app.DemoReceiver.Arrival;
import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The story the demo tells: each step is a real request, each claim is checked against what the
 * receiver got.
 */
final class DemoStory {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Screen screen;
    private final Path folder;
    private final List<String> expected = new ArrayList<>();
    private boolean good = true;

    DemoStory(Screen screen, Path folder) {
        this.screen = screen;
        this.folder = folder;
    }

    /** Tells it; false when something did not go as it must. */
    boolean tell() throws InterruptedException {
        screen.line(
                screen.bold("Carillon") + ": something changes in a bucket, your code is told.");
        try (var receiver = new DemoReceiver();
                var server = Server.start(config());
                var bucket =
                        new DemoBucket(server.s3Url().orElseThrow(), server.rootKey(), "default")) {
            receiver.start();
            String topic = prepare(server, receiver, bucket);
            change(bucket);
            arrive(receiver);
            outage(receiver, bucket);
            tidy(bucket, topic);
        }
        screen.line("");
        screen.line(
                good
                        ? screen.good("Everything that was asked for arrived, and nothing else.")
                        : screen.bad("Something did not go as it must: see above."));
        return good;
    }

    private ServerConfig config() {
        return ServerConfig.of(
                Settings.defaults()
                        .with(Setting.DATA, folder.resolve("data").toString())
                        .with(Setting.S3_PORT, "0")
                        .with(Setting.ADMIN_PORT, "0"));
    }

    private String prepare(Server server, DemoReceiver receiver, DemoBucket bucket) {
        screen.title("1. Who is there");
        row("server", server.s3Url().orElseThrow() + "  (S3 and topics, as AWS clients speak)");
        row("receiver", receiver.url() + "  (this would be your code)");
        screen.title("2. Who wants to know what");
        String topic = bucket.createTopic("bell", receiver.url());
        row("topic", topic + "  leads to the receiver, queued on disk");
        bucket.create();
        bucket.notify(topic);
        row("bucket", "photos  tells it of in/*.jpg created or removed");
        return topic;
    }

    private void change(DemoBucket bucket) {
        screen.title("3. Objects change");
        bucket.put("in/cat.jpg", 1_024);
        told("PUT", "in/cat.jpg", "ObjectCreated:Put in/cat.jpg");
        bucket.put("in/notes.txt", 12);
        filtered("PUT", "in/notes.txt", "the suffix is not .jpg");
        bucket.put("out/cat.jpg", 1_024);
        filtered("PUT", "out/cat.jpg", "the prefix is not in/");
        bucket.copy("in/cat.jpg", "in/tom.jpg");
        told("COPY", "in/cat.jpg to in/tom.jpg", "ObjectCreated:Copy in/tom.jpg");
        bucket.delete("in/cat.jpg");
        told("DELETE", "in/cat.jpg", "ObjectRemoved:Delete in/cat.jpg");
    }

    private void arrive(DemoReceiver receiver) throws InterruptedException {
        screen.title("4. The receiver was told");
        receiver.await(it -> it.size() >= expected.size(), PATIENCE);
        List<Arrival> arrivals = receiver.arrivals();
        arrivals.forEach(this::show);
        check(arrivals);
        if (!arrivals.isEmpty()) {
            screen.line("");
            screen.line("  The first, as it was delivered:");
            pretty(arrivals.getFirst()).lines().forEach(it -> screen.line("  " + screen.faint(it)));
        }
    }

    private void outage(DemoReceiver receiver, DemoBucket bucket) throws InterruptedException {
        screen.title("5. The receiver is down, and nothing is lost");
        receiver.close();
        row("receiver", "down");
        Instant before = Instant.now();
        bucket.put("in/dog.jpg", 2_048);
        told("PUT", "in/dog.jpg", "ObjectCreated:Put in/dog.jpg");
        row("server", "answered 200 after " + since(before) + ": the event is on disk");
        receiver.start();
        Instant up = Instant.now();
        row("receiver", "up again");
        receiver.await(it -> it.size() >= expected.size(), PATIENCE);
        List<Arrival> arrivals = receiver.arrivals();
        arrivals.stream().skip(expected.size() - 1L).forEach(this::show);
        check(arrivals);
        row("", "arrived " + since(up) + " later");
    }

    private void tidy(DemoBucket bucket, String topic) {
        for (String key : List.of("in/notes.txt", "out/cat.jpg", "in/tom.jpg", "in/dog.jpg")) {
            bucket.delete(key);
        }
        bucket.remove();
        bucket.deleteTopic(topic);
    }

    private void told(String what, String key, String event) {
        expected.add(event);
        row(what, key + screen.good("  → the bell rings"));
    }

    private void filtered(String what, String key, String why) {
        row(what, key + screen.faint("  → filtered out: " + why));
    }

    private void show(Arrival arrival) {
        row(
                screen.accent(arrival.name()),
                arrival.key()
                        + screen.faint(
                                "  %d bytes, sequencer %s"
                                        .formatted(
                                                arrival.record().at("/s3/object/size").asLong(),
                                                arrival.record()
                                                        .at("/s3/object/sequencer")
                                                        .asString())));
    }

    /** Exactly what was expected, each once, and in order where the key is the same. */
    private void check(List<Arrival> arrivals) {
        var got = arrivals.stream().map(it -> it.name() + " " + it.key()).toList();
        var missing = new ArrayList<>(expected);
        got.forEach(missing::remove);
        var surplus = new ArrayList<>(got);
        expected.forEach(surplus::remove);
        missing.forEach(it -> wrong("did not arrive: " + it));
        surplus.forEach(it -> wrong("arrived and should not have: " + it));
    }

    private void wrong(String text) {
        good = false;
        screen.line("  " + screen.bad(text));
    }

    private void row(String name, String text) {
        screen.line("  %-10s %s".formatted(name, text));
    }

    private static String since(Instant then) {
        return Duration.between(then, Instant.now()).toMillis() + " ms";
    }

    private static String pretty(Arrival arrival) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(arrival.record());
    }
}
