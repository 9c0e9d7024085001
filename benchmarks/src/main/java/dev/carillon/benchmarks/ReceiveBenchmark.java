package dev.carillon.benchmarks;

import dev.carillon.format.Message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the receiver: records accepted a second and the receiver's processor time for each. Each
 * record is on disk before its message is answered. Messages are of MCS, with 25 records or 1; the
 * script takes nothing at first, so that every record stays owed, and then everything at once. The
 * receiver and the bare loop's sink are processes of their own; the publishers share their cores.
 *
 * <p>Arguments: seconds a turn (5), publishers (32), turns (3), and options for the receiver's
 * Java.
 */
final class ReceiveBenchmark {
    private static final int BAR = 30_000;
    private static final int MANY = 25;

    private final Duration turn;
    private final int publishers;
    private final int turns;
    private final List<String> options;
    private final AtomicLong serial = new AtomicLong();

    private ReceiveBenchmark(Duration turn, int publishers, int turns, List<String> options) {
        this.turn = turn;
        this.publishers = publishers;
        this.turns = turns;
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        List<String> options =
                Arrays.stream(args).filter(argument -> argument.startsWith("-")).toList();
        var benchmark =
                new ReceiveBenchmark(
                        Duration.ofSeconds(given.number(0, 5)),
                        given.number(1, 32),
                        given.number(2, 3),
                        options);
        System.out.printf("bar: accepted ≥ %,d records/s in messages of %d%n", BAR, MANY);
        for (ReceiverProcess.Taker taker : ReceiverProcess.Taker.values()) {
            benchmark.measure(taker);
        }
    }

    private void measure(ReceiverProcess.Taker taker) throws Exception {
        try (var scratch = Scratch.make("receive");
                var receiver = ReceiverProcess.start(scratch.path(), taker, options);
                var bare = Sink.Apart.start()) {
            for (int batch : new int[] {MANY, 1}) {
                for (int number = 0; number <= turns; number++) {
                    show(number == 0 ? "warm-up" : "turn " + number, taker, batch, receiver, bare);
                }
            }
        }
    }

    private void show(
            String name,
            ReceiverProcess.Taker taker,
            int batch,
            ReceiverProcess receiver,
            Sink.Apart bare)
            throws Exception {
        Duration before = receiver.processorTime();
        Load accepted = load(receiver.url(), batch);
        double used = receiver.processorTime().minus(before).toNanos() / 1e3;
        Load loop = load(bare.url(), batch);
        System.out.printf(
                "%-7s %-7s batch %2d: accepted %,8.0f records/s, %.1f µs of the receiver each; p50"
                        + " %.2f ms p99 %.2f ms; bare loop %,8.0f records/s%n",
                name,
                taker,
                batch,
                accepted.perSecond() * batch,
                used / (accepted.perSecond() * batch * turn.toSeconds()),
                accepted.p50Micros() / 1e3,
                accepted.p99Micros() / 1e3,
                loop.perSecond() * batch);
    }

    private Load load(String url, int batch) throws Exception {
        try (var client = new BareClient(url)) {
            return Load.run(publishers, turn, _ -> client.post(message(batch)));
        }
    }

    private Message message(int batch) {
        long last = serial.addAndGet(batch);
        var text = new StringBuilder(512 * batch).append("{\"Records\":[");
        for (long number = last - batch; number < last; number++) {
            text.append(number == last - batch ? "" : ",")
                    .append("{\"s3\":{\"object\":{\"eTag\":\"aed563ecafb4bcc5654c597a421547b2\",")
                    .append("\"sequencer\":")
                    .append(number)
                    .append(",\"key\":\"photos/")
                    .append(number)
                    .append(".jpg\",\"size\":2048},\"configurationId\":\"1\",\"bucket\":{")
                    .append("\"name\":\"bench\",\"ownerIdentity\":{\"principalId\":\"mcs28835\"}},")
                    .append("\"s3SchemaVersion\":\"1.0\"},\"eventVersion\":\"1.0\",")
                    .append("\"requestParameters\":{\"sourceIPAddress\":\"185.6.245.156\"},")
                    .append("\"userIdentity\":{\"principalId\":\"2407013e-cbc1-415f-9102\"},")
                    .append("\"eventName\":\"s3:ObjectCreated:Put\",\"awsRegion\":\"ru-msk\",")
                    .append("\"eventSource\":\"aws:s3\",")
                    .append("\"responseElements\":{\"x-amz-request-id\":\"VGJR5rtJ\"}}");
        }
        byte[] body = text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        return new Message("application/json", Map.of(), body);
    }
}
