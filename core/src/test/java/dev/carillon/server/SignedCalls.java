package dev.carillon.server;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.SigV4Signer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Sends raw requests with a signature of version 4, for documents that SDKs cannot write. */
public final class SignedCalls implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final SigV4Signer signer;

    /**
     * Creates calls.
     *
     * @param url of the port, without a path
     * @param service the name of the service in signatures
     */
    public SignedCalls(String url, AccessKey key, String service) {
        this.url = url;
        this.signer = new SigV4Signer(key, "default", service, InstantSource.system());
    }

    /** The answer of the server. */
    public record Reply(int status, String body) {}

    /** Sends a request; the query has no question mark. */
    public Reply send(String method, String path, String query, String body) {
        return send(method, path, query, Map.of(), body);
    }

    /** Sends a request with additional headers, which are signed too. */
    public Reply send(
            String method, String path, String query, Map<String, String> headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var fields = new HashMap<>(headers);
        fields.put("host", url.replace("http://", ""));
        var request =
                HttpRequest.newBuilder(
                                URI.create(url + path + (query.isEmpty() ? "" : "?" + query)))
                        .method(method, BodyPublishers.ofByteArray(bytes));
        signer.sign(new RequestToSign(method, path, query, fields), bytes)
                .fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
