package dev.carillon.app;

import dev.carillon.app.DemoReceiver.Arrival;
import dev.carillon.app.DemoReceiver.B2Arrival;
import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of the demo: each one is a real request, and its result is checked against what the
 * receiver got.
 */
final class DemoScenario {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Screen screen;
    private final Path folder;
    private final List<String> expected = new ArrayList<>();
    private boolean good = true;

    DemoScenario(Screen screen, Path folder) {
        this.screen = screen;
        this.folder = folder;
    }

    /** Runs the steps; returns false if one failed. */
    boolean run() throws InterruptedException {
        screen.line(
                screen.bold("Carillon")
                        + ": when an object in a bucket changes, your code is notified.");
        try (var receiver = new DemoReceiver();
                var server = Server.start(config());
                var bucket =
                        new DemoBucket(server.s3Url().orElseThrow(), server.rootKey(), "default")) {
            receiver.start();
            String topic = prepare(server, receiver, bucket);
            change(bucket);
            arrive(receiver);
            outage(receiver, bucket);
            refusal(server, receiver, bucket);
            secondDialect(server, receiver, bucket);
            tidy(bucket, topic);
        }
        screen.line("");
        screen.line(
                good
                        ? screen.good("Every expected event arrived, and no other.")
                        : screen.bad("A step failed: see above."));
        return good;
    }

    private ServerConfig config() {
        return ServerConfig.of(
                Settings.defaults()
                        .with(Setting.DATA, folder.resolve("data").toString())
                        .with(Setting.S3_PORT, "0")
                        .with(Setting.B2_PORT, "0")
                        .with(Setting.ADMIN_PORT, "0"));
    }

    private String prepare(Server server, DemoReceiver receiver, DemoBucket bucket) {
        screen.title("1. A server and a receiver");
        screen.row(
                "server", server.s3Url().orElseThrow() + "  (S3 and topics, as AWS clients speak)");
        screen.row("receiver", receiver.url() + "  (this would be your code)");
        screen.title("2. A topic and a rule");
        String topic = bucket.createTopic("bell", receiver.url());
        screen.row("topic", topic + "  sends to the receiver, queued on disk");
        bucket.create();
        bucket.notify(topic);
        screen.row("bucket", "photos  sends it events for in/*.jpg, created or removed");
        return topic;
    }

    private void change(DemoBucket bucket) {
        screen.title("3. Objects change");
        bucket.put("in/cat.jpg", 1_024);
        expect("PUT", "in/cat.jpg", "ObjectCreated:Put in/cat.jpg");
        bucket.put("in/notes.txt", 12);
        filtered("PUT", "in/notes.txt", "the suffix is not .jpg");
        bucket.put("out/cat.jpg", 1_024);
        filtered("PUT", "out/cat.jpg", "the prefix is not in/");
        bucket.copy("in/cat.jpg", "in/tom.jpg");
        expect("COPY", "in/cat.jpg to in/tom.jpg", "ObjectCreated:Copy in/tom.jpg");
        bucket.delete("in/cat.jpg");
        expect("DELETE", "in/cat.jpg", "ObjectRemoved:Delete in/cat.jpg");
    }

    private void arrive(DemoReceiver receiver) throws InterruptedException {
        screen.title("4. The receiver was notified");
        receiver.await(list -> list.size() >= expected.size(), PATIENCE);
        List<Arrival> arrivals = receiver.arrivals();
        arrivals.forEach(this::show);
        check(arrivals);
        if (!arrivals.isEmpty()) {
            screen.line("");
            screen.line("  The first, as it was delivered:");
            screen.json(arrivals.getFirst().record());
        }
    }

    private void outage(DemoReceiver receiver, DemoBucket bucket) throws InterruptedException {
        screen.title("5. The receiver is down, and nothing is lost");
        receiver.close();
        screen.row("receiver", "down");
        Instant before = Instant.now();
        bucket.put("in/dog.jpg", 2_048);
        expect("PUT", "in/dog.jpg", "ObjectCreated:Put in/dog.jpg");
        screen.row("server", "answered 200 after " + since(before) + ": the event is on disk");
        receiver.start();
        Instant up = Instant.now();
        screen.row("receiver", "up again");
        receiver.await(list -> list.size() >= expected.size(), PATIENCE);
        List<Arrival> arrivals = receiver.arrivals();
        arrivals.stream().skip(expected.size() - 1L).forEach(this::show);
        check(arrivals);
        screen.row("", "arrived " + since(up) + " later");
    }

    private void refusal(Server server, DemoReceiver receiver, DemoBucket bucket)
            throws InterruptedException {
        screen.title("6. The receiver refuses for good, and later accepts");
        receiver.refuse(true);
        screen.row("receiver", "answers 410 Gone");
        bucket.put("in/owl.jpg", 512);
        expect("PUT", "in/owl.jpg", "ObjectCreated:Put in/owl.jpg");
        try (var letters = new DemoLetters(server.adminUrl().orElseThrow(), server.rootKey())) {
            String id = kept(letters);
            receiver.refuse(false);
            screen.row("receiver", "accepts events again");
            screen.row("you", "carillon deadletter replay " + id);
            letters.replay(id);
        }
        receiver.await(list -> list.size() >= expected.size(), PATIENCE);
        List<Arrival> arrivals = receiver.arrivals();
        arrivals.stream().filter(Arrival::replay).forEach(this::show);
        check(arrivals);
    }

    private String kept(DemoLetters letters) throws InterruptedException {
        JsonNode letter = letters.first(PATIENCE);
        String id = letter.path("id").asString();
        screen.row("you", "carillon deadletter list");
        screen.row(
                "",
                "%s  %s  %s  %s"
                        .formatted(
                                id,
                                letter.path("reason").asString(),
                                letter.path("key").asString(),
                                screen.faint(letter.path("lastResult").asString())));
        return id;
    }

    private void secondDialect(Server server, DemoReceiver receiver, DemoBucket bucket)
            throws InterruptedException {
        screen.title("7. The same bucket, in the words of Backblaze B2");
        screen.row("server", server.b2Url().orElseThrow() + "  (B2's API, as its clients speak)");
        screen.row("you", "carillon rule create b2://photos/in/ new-pictures --sign-secret …");
        DemoRule.create(server, receiver.url());
        bucket.put("in/fox.jpg", 4_096);
        expect("PUT", "in/fox.jpg", "ObjectCreated:Put in/fox.jpg");
        receiver.await(list -> list.size() >= expected.size(), PATIENCE);
        check(receiver.arrivals());
        List<B2Arrival> arrivals = receiver.awaitB2(PATIENCE);
        for (B2Arrival it : arrivals) {
            screen.row(
                    screen.accent(it.type()),
                    it.name() + screen.faint("  its signature is right: " + it.genuine()));
        }
        if (!arrivals.equals(List.of(DemoRule.EXPECTED))) {
            wrong("B2's rule should have got one signed event, not " + arrivals);
        }
    }

    private void tidy(DemoBucket bucket, String topic) {
        for (String key :
                List.of(
                        "in/notes.txt",
                        "out/cat.jpg",
                        "in/tom.jpg",
                        "in/dog.jpg",
                        "in/owl.jpg",
                        "in/fox.jpg")) {
            bucket.delete(key);
        }
        bucket.remove();
        bucket.deleteTopic(topic);
    }

    private void expect(String what, String key, String event) {
        expected.add(event);
        screen.row(what, key + screen.good("  → an event is queued"));
    }

    private void filtered(String what, String key, String why) {
        screen.row(what, key + screen.faint("  → filtered out: " + why));
    }

    private void show(Arrival arrival) {
        screen.row(
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

    /**
     * Checks that exactly the expected events arrived, each once, and in order for the same key.
     */
    private void check(List<Arrival> arrivals) {
        var got = arrivals.stream().map(arrival -> arrival.name() + " " + arrival.key()).toList();
        var missing = new ArrayList<>(expected);
        got.forEach(missing::remove);
        var surplus = new ArrayList<>(got);
        expected.forEach(surplus::remove);
        missing.forEach(text -> wrong("did not arrive: " + text));
        surplus.forEach(surplu -> wrong("arrived and should not have: " + surplu));
    }

    private void wrong(String text) {
        good = false;
        screen.line("  " + screen.bad(text));
    }

    private static String since(Instant then) {
        return Duration.between(then, Instant.now()).toMillis() + " ms";
    }
}
