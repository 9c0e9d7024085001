package dev.carillon.app;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.SigV4Signer;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls a server with signed requests, as any client of the same dialect does. The caller closes
 * it.
 */
final class SignedCalls implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final URI server;
    private final SigV4Signer signer;
    private final ServerCalls calls;

    /**
     * Creates signed calls to one server.
     *
     * @param calls closed together with this
     * @param service the name that goes into the signature: {@code s3}, {@code sns}, {@code
     *     carillon}
     */
    SignedCalls(ServerCalls calls, AccessKey key, String region, String service) {
        this.server = calls.server();
        this.calls = calls;
        this.signer = new SigV4Signer(key, region, service, InstantSource.system());
    }

    /**
     * A request.
     *
     * @param path escaped, with its leading slash
     * @param query escaped, without question mark; empty = none
     */
    record Call(
            String method, String path, String query, Map<String, String> headers, byte[] body) {
        Call {
            headers = Map.copyOf(headers);
        }

        static Call of(String method, String path) {
            return new Call(method, path, "", Map.of(), new byte[0]);
        }

        Call asking(String moreQuery) {
            return new Call(method, path, moreQuery, headers, body);
        }

        Call with(String name, String value) {
            var more = new HashMap<>(headers);
            more.put(name, value);
            return new Call(method, path, query, more, body);
        }

        Call sending(byte[] newBody) {
            return new Call(method, path, query, headers, newBody);
        }
    }

    /**
     * Sends a call and returns the body of the answer.
     *
     * @throws CommandFailed if the server cannot be reached, or answers anything but 2xx
     */
    String send(Call call) {
        HttpResponse<String> answer = exchange(call, ANSWER_LIMIT);
        if (answer.statusCode() / 100 != 2) {
            throw new CommandFailed(
                    "%s %s%s was answered %d: %s"
                            .formatted(
                                    call.method(),
                                    server,
                                    call.path(),
                                    answer.statusCode(),
                                    answer.body().strip()));
        }
        return answer.body();
    }

    /**
     * Sends a call and returns the answer, whatever its status.
     *
     * @param limit how long that may take
     * @throws CommandFailed if the server cannot be reached
     */
    HttpResponse<String> exchange(Call call, Duration limit) {
        var headers = new HashMap<>(call.headers());
        headers.put("host", server.getAuthority());
        var signed =
                signer.sign(
                        new RequestToSign(call.method(), call.path(), call.query(), headers),
                        call.body());
        String query = call.query().isEmpty() ? "" : "?" + call.query();
        var request =
                HttpRequest.newBuilder(URI.create(server + call.path() + query))
                        .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(call.body()));
        signed.fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        return calls.send(request, limit);
    }

    @Override
    public void close() {
        calls.close();
    }
}
