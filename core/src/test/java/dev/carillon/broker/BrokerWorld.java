package dev.carillon.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.http.RawClient;
import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.RequestSignature;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A running broker without stores, and a client that speaks to it in raw bytes. */
final class BrokerWorld implements AutoCloseable {
    /** The secret of the specification's observations. */
    static final String SECRET = "01234567890123456789012345678901";

    private final Server server;
    private final URI url;

    private BrokerWorld(Server server) {
        this.server = server;
        this.url = URI.create(server.brokerUrl().orElseThrow());
    }

    static BrokerWorld over(Path data) {
        return over(data, Map.of());
    }

    static BrokerWorld over(Path data, Map<Setting, String> more) {
        return over(data, SECRET, more);
    }

    static BrokerWorld over(Path data, String secrets, Map<Setting, String> more) {
        Settings settings =
                Settings.defaults()
                        .withSigningSecret(secrets)
                        .with(Setting.DATA, data.toString())
                        .with(Setting.S3_PORT, "off")
                        .with(Setting.B2_PORT, "off")
                        .with(Setting.BROKER_PORT, "0")
                        .with(Setting.ADMIN_PORT, "off");
        for (var one : more.entrySet()) {
            settings = settings.with(one.getKey(), one.getValue());
        }
        return new BrokerWorld(Server.start(ServerConfig.of(settings)));
    }

    /** An answer; names of headers in lower case. */
    record Said(int status, Map<String, String> headers, String body) {
        private static Said parse(String raw) {
            String head = raw.substring(0, raw.indexOf("\r\n\r\n"));
            var headers = new LinkedHashMap<String, String>();
            head.lines()
                    .skip(1)
                    .forEach(line ->
                            headers.put(
                                    line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                                    line.substring(line.indexOf(':') + 1).strip()));
            return new Said(
                    Integer.parseInt(head.split(" ", -1)[1]),
                    headers,
                    new String(raw.substring(head.length() + 4).getBytes(ISO_8859_1), UTF_8));
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        String contentType() {
            return header("content-type").orElse("");
        }
    }

    /** Sends a request with a valid signature of its body. */
    Said send(String method, String path, String body) throws IOException {
        return send(method, path, body, signed(SECRET, body));
    }

    /** Sends a request that is signed as a whole. */
    Said sendWhole(String method, String path, String body, long time) throws IOException {
        return send(method, path, body, signedWhole(SECRET, method, path, body, time));
    }

    /** Sends a request with these headers. */
    Said send(String method, String path, String body, Map<String, String> headers)
            throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\n");
        head.append("Host: ").append(url.getAuthority()).append("\nConnection: close\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\n"));
        if (bytes.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(bytes.length).append('\n');
        }
        try (var client = new RawClient(url.getPort())) {
            client.send(head + "\n").sendRaw(bytes);
            return Said.parse(client.readToEnd());
        }
    }

    static Map<String, String> signed(String secret, String body) {
        return Map.of(
                "x-bz-event-notification-signature",
                B2Signature.of(Secret.of(secret), body.getBytes(UTF_8)));
    }

    static Map<String, String> signedWhole(
            String secret, String method, String path, String body, long time) {
        var head = new RequestSignature.Head(method, path, Long.toString(time));
        return Map.of(
                "x-carillon-time",
                head.time(),
                "x-bz-event-notification-signature",
                RequestSignature.of(Secret.of(secret), head, body.getBytes(UTF_8)));
    }

    /** Creates a subscription and returns its id. */
    String subscribe(String bucket, String rule, String body) throws IOException {
        Said said = send("POST", "/@subscriptions/" + bucket + "/" + rule, body);
        if (said.status() != 200) {
            throw new IllegalStateException(said.toString());
        }
        return said.body().substring("{\"id\":\"".length(), said.body().length() - 2);
    }

    /** Returns one event as B2 writes it. */
    static String event(String bucket, String rule, String id, String name) {
        return ("{\"accountId\":\"e92db1923dce\",\"bucketId\":\"2e2f3a8d4f9e4c1c8ea30e15\","
                    + "\"bucketName\":\"%s\",\"eventId\":\"%s\",\"eventTimestamp\":1684793309123,"
                    + "\"eventType\":\"b2:ObjectCreated:Upload\",\"eventVersion\":1,"
                    + "\"matchedRuleName\":\"%s\",\"objectName\":\"%s\",\"objectSize\":2048,"
                    + "\"objectVersionId\":\"4_z2e2f3a8d4f9e4c1c8ea30e15_f1_d20230522_m1\"}")
                .formatted(bucket, id, rule, name);
    }

    /** Returns a message with this many events of different files. */
    static String message(String bucket, String rule, String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(bucket, rule, prefix + i, prefix + i + ".jpg"))
                .collect(Collectors.joining(",", "{\"events\":[", "]}"));
    }

    Said publish(String message) throws IOException {
        return send("POST", "/", message);
    }

    /** Returns the server's address, as the broker shows it in its answers. */
    String url() {
        return url.toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
