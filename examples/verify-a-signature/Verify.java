import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Accepts the messages of B2 rules that are signed with one of our secrets, and refuses all others.
 *
 * <p>Usage: {@code SIGNING_SECRET='NEW OLD' java Verify.java PORT}
 */
public final class Verify {
    private static final int LARGEST = 8 << 20;

    /** Two while the secret is changed. */
    private static final String[] SECRETS = System.getenv("SIGNING_SECRET").split(" ");

    private Verify() {}

    /**
     * Returns whether the header signs these bytes: the bytes as they came, before anything parses
     * them.
     */
    static boolean genuine(byte[] body, String header) throws GeneralSecurityException {
        var found = false;
        for (var secret : SECRETS) {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var expected = "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
            for (var given : header.split(",")) {
                found |=
                        MessageDigest.isEqual(
                                expected.getBytes(StandardCharsets.UTF_8),
                                given.strip().getBytes(StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    private static void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
                exchange.sendResponseHeaders(413, -1);
                return;
            }
            var header = exchange.getRequestHeaders().getFirst("X-Bz-Event-Notification-Signature");
            var trusted = genuine(body, Optional.ofNullable(header).orElse(""));
            System.out.println(
                    (trusted ? "genuine" : "FORGED, refused") + ": " + body.length + " bytes");
            exchange.sendResponseHeaders(trusted ? 200 : 401, -1);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    public static void main(String[] args) throws IOException {
        var address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        var server = HttpServer.create(address, 0);
        server.createContext("/", Verify::receive);
        server.setExecutor(Executors.newCachedThreadPool()); // a slow sender is alone
        server.start();
        System.out.println("verifies at http://127.0.0.1:" + server.getAddress().getPort());
    }
}
