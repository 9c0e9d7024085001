package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.signature.Payload;
import dev.carillon.signature.Upload;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** 256 MiB stream up and down through a server with 64 MiB of heap, in a process of its own. */
class HttpStreamingIT {
    private static final long LENGTH = 256L << 20;

    /** The MD5 of 256 MiB of zeros. */
    private static final String MD5 = "1f5039e50bd66b290c56684d8550c6c2";

    @Test
    void large_bodies_need_little_memory() throws Exception {
        var child = start();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            URI uri = URI.create(lines.readLine());
            assertThat(upload(uri)).isEqualTo(MD5);
            assertThat(download(uri)).isEqualTo(LENGTH);
        } finally {
            child.destroy();
        }
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String upload(URI uri) throws IOException {
        var connection = connect(uri);
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(LENGTH);
        byte[] zeros = new byte[1 << 16];
        try (OutputStream out = connection.getOutputStream()) {
            for (long sent = 0; sent < LENGTH; sent += zeros.length) {
                out.write(zeros);
            }
        }
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static long download(URI uri) throws IOException {
        try (InputStream in = connect(uri).getInputStream()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static HttpURLConnection connect(URI uri) throws IOException {
        if (uri.toURL().openConnection() instanceof HttpURLConnection connection) {
            return connection;
        }
        throw new IOException("not HTTP: " + uri);
    }

    /** The server: accepts a PUT and answers with the MD5 of its body; answers a GET with zeros. */
    static final class Child implements Face {
        private Child() {}

        public static void main(String[] args) {
            var options = HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0);
            System.out.println(HttpServer.start(options, new Child(), () -> "1").url() + "/");
        }

        @Override
        public Answer answer(Request request) throws IOException {
            if (request.method().equals("GET")) {
                return Answer.of(200, "application/octet-stream", new EndlessStream(), LENGTH);
            }
            var upload = Upload.open(request, new Payload.Unsigned(), request.body());
            upload.transferTo(OutputStream.nullOutputStream());
            return Answer.of(200, "text/plain", HexFormat.of().formatHex(upload.md5()));
        }

        @Override
        public Answer failure(Request request, Failure failure) {
            return Answer.of(failure.status(), "text/plain", failure.message());
        }
    }
}
