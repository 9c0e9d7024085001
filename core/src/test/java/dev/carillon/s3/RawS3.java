package dev.carillon.s3;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends S3 requests that no client would send: signed, with exactly the given bytes, on a socket.
 */
final class RawS3 {
    private final int port;
    private AccessKey key = new AccessKey(S3World.KEY_ID, Secret.of(S3World.SECRET), "root");
    private InstantSource clock = InstantSource.system();

    RawS3(int port) {
        this.port = port;
    }

    RawS3 with(AccessKey other) {
        var raw = new RawS3(port);
        raw.key = other;
        return raw;
    }

    RawS3 at(InstantSource other) {
        var raw = new RawS3(port);
        raw.clock = other;
        return raw;
    }

    /** An answer, with what tests check of it. */
    record Reply(int status, String text) {
        String code() {
            int from = text.indexOf("<Code>");
            return from < 0 ? "" : text.substring(from + 6, text.indexOf("</Code>"));
        }
    }

    Reply send(String method, String target, String body) throws IOException {
        return send(method, target, body, Map.of());
    }

    Reply send(String method, String target, String body, Map<String, String> headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var all = new LinkedHashMap<String, String>();
        all.put("host", "127.0.0.1:" + port);
        all.put("content-length", Integer.toString(bytes.length));
        all.putAll(headers);
        var signer = new SigV4Signer(key, "default", "s3", clock);
        return exchange(signer.sign(outgoing(method, target, all), bytes), bytes);
    }

    /** Sends a request without a signature. */
    Reply sendUnsigned(String method, String target) throws IOException {
        return exchange(outgoing(method, target, Map.of("host", "127.0.0.1:" + port)), new byte[0]);
    }

    private static RequestToSign outgoing(
            String method, String target, Map<String, String> headers) {
        int question = target.indexOf('?');
        return new RequestToSign(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers);
    }

    /** Sends the whole request and closes the sending side. */
    private Reply exchange(RequestToSign request, byte[] body) throws IOException {
        var head = new StringBuilder(request.method()).append(' ').append(request.rawPath());
        if (!request.rawQuery().isEmpty()) {
            head.append('?').append(request.rawQuery());
        }
        head.append(" HTTP/1.1\r\nconnection: close\r\n");
        request.fields().forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
        head.append("\r\n");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            socket.shutdownOutput();
            String text =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Reply(Integer.parseInt(text.substring(9, 12)), text);
        }
    }
}
