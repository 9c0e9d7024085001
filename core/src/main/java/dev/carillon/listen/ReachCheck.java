package dev.carillon.listen;

import dev.carillon.http.Answer;
import dev.carillon.http.Request;
import dev.carillon.signature.Seal;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

import javax.net.ssl.SSLException;

/**
 * Finds out whether a public URL leads to this listener. A probe is an empty B2 message with a
 * random text in a header; only this process can compute the answer to it. The listener's server
 * passes each request to {@link #answer} first. Thread-safe.
 */
public final class ReachCheck implements AutoCloseable {
    /** The header that makes a request a probe. */
    public static final String HEADER = "x-carillon-probe";

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int BYTES = 16;
    private static final String FORM = "[0-9a-f]{32}";
    private static final String BODY = "{\"events\":[]}";

    private final SecureRandom random = new SecureRandom();
    private final Secret key = Secret.of(bytes());
    private final HttpClient client;

    /** The result of a probe. */
    public sealed interface Reach {
        /** The URL leads here. */
        record Here() implements Reach {}

        /**
         * Another server answers, possibly until the tunnel is ready.
         *
         * @param answer its status
         */
        record Elsewhere(String answer) implements Reach {}

        /**
         * Nothing answers.
         *
         * @param reason in words that follow "it"
         */
        record Nowhere(String reason) implements Reach {}
    }

    /** Creates a check with the machine's own trust in certificates. */
    public ReachCheck() {
        this(HttpClient.newBuilder());
    }

    /** Creates a check whose connections are made as the builder says. */
    public ReachCheck(HttpClient.Builder connections) {
        client =
                connections
                        .connectTimeout(LIMIT)
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** Returns the answer to a probe; empty if the request is none. */
    public Optional<Answer> answer(Request request) {
        return request.header(HEADER)
                .filter(nonce -> nonce.matches(FORM))
                .map(nonce -> Answer.of(200, "text/plain; charset=utf-8", Seal.of(key, nonce)));
    }

    /** Sends one probe; returns within ten seconds. */
    public Reach probe(URI url) throws InterruptedException {
        String nonce = HexFormat.of().formatHex(bytes());
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url)
                            .timeout(LIMIT)
                            .header(HEADER, nonce)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(BODY))
                            .build();
            return judged(client.send(request, BodyHandlers.ofInputStream()), nonce);
        } catch (IOException e) {
            return new Reach.Nowhere(reason(e));
        } catch (IllegalArgumentException _) {
            return new Reach.Nowhere("is not a URL to send to");
        }
    }

    /** Ends probes that are on their way. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    private Reach judged(HttpResponse<InputStream> response, String nonce) throws IOException {
        String expected = Seal.of(key, nonce);
        try (var body = response.body()) {
            byte[] begin = body.readNBytes(expected.length() + 1);
            String text = new String(begin, StandardCharsets.US_ASCII);
            if (response.statusCode() == 200 && Seal.same(expected, text)) {
                return new Reach.Here();
            }
        }
        return new Reach.Elsewhere("status " + response.statusCode());
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case HttpTimeoutException _ -> "does not answer within 5s";
            case SSLException ssl ->
                    "has no certificate that is trusted here (" + ssl.getMessage() + ")";
            case ConnectException refused ->
                    unresolved(refused)
                            ? "has a name that cannot be resolved here"
                            : "does not accept connections";
            default -> "does not answer (" + failure.getMessage() + ")";
        };
    }

    private static boolean unresolved(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause instanceof UnresolvedAddressException || (cause != null && unresolved(cause));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
