package dev.carillon.benchmarks;

import dev.carillon.format.Message;
import dev.carillon.signature.B2Signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Measures the event broker: events accepted a second, each on disk before it is acknowledged, and
 * deliveries a second, with 1 and 10 subscribers and messages of 1 and 25 events. Each turn is
 * paired with a bare loop of the same client, which builds, signs and posts the same messages to a
 * sink. Broker and the bare loop's sink are processes of their own.
 *
 * <p>Arguments: seconds a turn (5), publishers (32), turns (3).
 */
final class BrokerBenchmark {
    private static final int ACCEPTED_BAR = 6_000;
    private static final int ONE_BAR = 8_500;
    private static final int TEN_BAR = 17_000;
    private static final int LONGEST_DRAIN_SECONDS = 300;
    private static final String SUBSCRIPTIONS = "/@subscriptions/bench/";

    private final BrokerProcess broker;
    private final Sink.Apart bareSink;
    private final Duration turn;
    private final int publishers;
    private final AtomicLong serial = new AtomicLong();

    private BrokerBenchmark(
            BrokerProcess broker, Sink.Apart bareSink, Duration turn, int publishers) {
        this.broker = broker;
        this.bareSink = bareSink;
        this.turn = turn;
        this.publishers = publishers;
    }

    /** The number of subscribers, and of events in a message. */
    private record Shape(int subscribers, int batch) {
        String rule() {
            return "rule-" + subscribers + "-" + batch;
        }
    }

    /**
     * The figures of one turn.
     *
     * @param accepted the messages
     * @param deliveries a second, until the last one has arrived
     */
    private record Turn(Load accepted, Load bare, double deliveries) {}

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        try (var scratch = Scratch.make("broker");
                var broker = BrokerProcess.start(scratch.path());
                var bare = Sink.Apart.start()) {
            new BrokerBenchmark(
                            broker,
                            bare,
                            Duration.ofSeconds(given.number(0, 5)),
                            given.number(1, 32))
                    .run(given.number(2, 3));
        }
    }

    private void run(int turns) throws Exception {
        System.out.printf(
                "bars: accepted ≥ %,d events/s; deliveries ≥ %,d/s (1 subscriber), ≥ %,d/s (10)%n",
                ACCEPTED_BAR, ONE_BAR, TEN_BAR);
        for (int subscribers : new int[] {1, 10}) {
            for (int batch : new int[] {1, 25}) {
                measure(new Shape(subscribers, batch), turns);
            }
        }
    }

    private void measure(Shape shape, int turns) throws Exception {
        var arrived = new AtomicLong();
        try (var sink = Sink.showing(_ -> arrived.incrementAndGet())) {
            for (int i = 0; i < shape.subscribers(); i++) {
                post(SUBSCRIPTIONS + shape.rule(), "{\"url\":\"" + sink.url() + "\"}");
            }
            for (int number = 0; number <= turns; number++) {
                show(number == 0 ? "warm-up" : "turn " + number, shape, turn(shape, arrived));
            }
        }
    }

    private Turn turn(Shape shape, AtomicLong arrived) throws Exception {
        long events = serial.get();
        long before = arrived.get();
        long began = System.nanoTime();
        Load accepted = load(broker.url() + "/", shape);
        long owed = (serial.get() - events) * shape.subscribers();
        long end = System.nanoTime() + Duration.ofSeconds(LONGEST_DRAIN_SECONDS).toNanos();
        while (arrived.get() - before < owed) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        (arrived.get() - before) + " of " + owed + " deliveries arrived");
            }
            Thread.sleep(1);
        }
        double deliveries = owed / ((System.nanoTime() - began) / 1e9);
        return new Turn(accepted, load(bareSink.url(), shape), deliveries);
    }

    private Load load(String url, Shape shape) throws Exception {
        try (var client = new BareClient(url)) {
            return Load.run(publishers, turn, _ -> client.post(message(shape)));
        }
    }

    private static void show(String name, Shape shape, Turn turn) {
        System.out.printf(
                "%-7s %2d subscribers, batch %2d: accepted %,8.0f events/s, p50 %.2f ms p99 %.2f"
                        + " ms; deliveries %,8.0f/s; bare loop %,8.0f events/s, ratio %.2f%n",
                name,
                shape.subscribers(),
                shape.batch(),
                turn.accepted().perSecond() * shape.batch(),
                turn.accepted().p50Micros() / 1e3,
                turn.accepted().p99Micros() / 1e3,
                turn.deliveries(),
                turn.bare().perSecond() * shape.batch(),
                turn.accepted().perSecond() / turn.bare().perSecond());
    }

    private Message message(Shape shape) {
        long last = serial.addAndGet(shape.batch());
        return signed(
                LongStream.range(last - shape.batch(), last)
                        .mapToObj(number -> event(shape, number))
                        .collect(Collectors.joining(",", "{\"events\":[", "]}")));
    }

    private static String event(Shape shape, long number) {
        return "{\"accountId\":\"e92db1923dce\",\"bucketId\":\"2e2f3a8d4f9e4c1c8ea30e15\","
                + "\"bucketName\":\"bench\",\"eventId\":\""
                + "%064x".formatted(number)
                + "\",\"eventTimestamp\":1684793309123,"
                + "\"eventType\":\"b2:ObjectCreated:Upload\",\"eventVersion\":1,"
                + "\"matchedRuleName\":\""
                + shape.rule()
                + "\",\"objectName\":\"photos/"
                + number
                + ".jpg\",\"objectSize\":2048,\"objectVersionId\":"
                + "\"4_z2e2f3a8d4f9e4c1c8ea30e15_f112d3e4f_d20230522_m1_c1_v1_t1_u1\"}";
    }

    private static Message signed(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Message(
                "application/json",
                Map.of(B2Signature.HEADER, B2Signature.of(BrokerProcess.SECRET, bytes)),
                bytes);
    }

    private void post(String path, String body) throws IOException {
        try (var client = new BareClient(broker.url() + path)) {
            client.post(signed(body));
        }
    }
}
