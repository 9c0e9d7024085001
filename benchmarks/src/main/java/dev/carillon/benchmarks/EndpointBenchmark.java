package dev.carillon.benchmarks;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an endpoint adds to the client it uses: its sends a second to a fast sink in this process,
 * divided by those of the same client posting the same bytes in a bare loop. Both take turns, eight
 * virtual threads each; the median of the ratios counts.
 *
 * <p>Run by hand: {@code EndpointBenchmark [seconds a turn] [turns]}.
 */
public final class EndpointBenchmark {
    private static final int THREADS = 8;
    private static final byte[] BODY = "x".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> HEADERS =
            Map.of(
                    "webhook-id", "0123456789abcdef.rule",
                    "x-carillon-delivery", "42",
                    "x-carillon-attempt", "1");

    private static final double BAR = 0.7;

    private EndpointBenchmark() {}

    /** Sends one message; true when it was accepted. */
    private interface Sender {
        boolean send() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        int seconds = Arguments.of(args).number(0, 3);
        int turns = Arguments.of(args).number(1, 7);
        try (var sink = Sink.start();
                var provider = new HttpEndpointProvider(new AddressGuard(List.of(), true));
                var client = client()) {
            var endpoint = provider.open(new Target(sink.url(), Map.of()));
            var message = new Message("application/json", HEADERS, BODY);
            Sender ours = () -> endpoint.send(message, Duration.ofSeconds(10)).accepted();
            var host = new HttpHost("http", "127.0.0.1", sink.port());
            Sender bare = () -> post(client, host);
            rate(ours, 2);
            rate(bare, 2);
            report(ours, bare, seconds, turns);
        }
    }

    private static void report(Sender ours, Sender bare, int seconds, int turns)
            throws InterruptedException {
        var ratios = new ArrayList<Double>();
        for (int turn = 1; turn <= turns; turn++) {
            double mine = rate(ours, seconds);
            double theirs = rate(bare, seconds);
            ratios.add(mine / theirs);
            System.out.printf(
                    "turn %d: endpoint %,.0f/s, bare client %,.0f/s, ratio %.2f%n",
                    turn, mine, theirs, mine / theirs);
        }
        System.out.println(Verdict.of("endpoint ÷ bare client", ratios).atLeast(BAR));
    }

    private static double rate(Sender sender, int seconds) throws InterruptedException {
        var sent = new AtomicLong();
        var done = new CountDownLatch(THREADS);
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        for (int i = 0; i < THREADS; i++) {
            Thread.startVirtualThread(() -> run(sender, end, sent, done));
        }
        done.await();
        return sent.get() * 1e9 / (System.nanoTime() - start);
    }

    private static void run(Sender sender, long end, AtomicLong sent, CountDownLatch done) {
        try {
            while (System.nanoTime() < end) {
                if (!sender.send()) {
                    throw new IllegalStateException("the sink did not accept");
                }
                sent.incrementAndGet();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            done.countDown();
        }
    }

    /** The client as lean as it gets: whatever a bare post does not need is off. */
    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(256)
                                .setMaxConnTotal(256)
                                .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    private static boolean post(CloseableHttpClient client, HttpHost host) throws IOException {
        var request = new HttpPost("/hook");
        HEADERS.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(BODY, ContentType.APPLICATION_JSON));
        return client.execute(host, request, answer -> answer.getCode() == 200);
    }
}
