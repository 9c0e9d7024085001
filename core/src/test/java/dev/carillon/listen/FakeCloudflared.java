package dev.carillon.listen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program in the place of cloudflared: it takes the same options, prints what cloudflared prints,
 * serves the same metrics, and passes everything that arrives at its public URL on to the local
 * one. That URL is of this machine: {@code http://127.0.0.1:PORT}.
 */
final class FakeCloudflared {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private FakeCloudflared() {}

    /** What a start of the program does. */
    enum Scene {
        /** Log lines of the console, as cloudflared has written them since 2023. */
        CONSOLE,
        /** The older text of the line about a connection. */
        OLD_CONSOLE,
        /** Log lines as JSON objects. */
        JSON,
        /** No line at all, as with the log level fatal. */
        SILENT,
        /** Too many quick tunnels were asked for. */
        RATE_LIMIT,
        /** The service fails. */
        OUTAGE,
        /** The service gives no tunnel. */
        NO_TUNNEL,
        /** The service's name is not known. */
        NO_NAME
    }

    /**
     * Writes a script that plays one scene at each start, and the last one from then on.
     *
     * @return the program
     */
    static Path script(Path folder, Scene... scenes) throws IOException {
        Path program = folder.resolve("cloudflared");
        String names = String.join(" ", Stream.of(scenes).map(Scene::name).toList());
        Files.writeString(
                program,
                """
                #!/bin/sh
                echo start >> '%1$s'
                n=$(($(wc -l < '%1$s')))
                set -- %2$s -- "$@"
                i=1
                while [ $i -lt $n ] && [ "$2" != -- ]; do s=$1; shift; i=$((i+1)); done
                exec '%3$s' -XX:TieredStopAtLevel=1 -Xmx64m -cp '%4$s' %5$s "$@"
                """
                        .formatted(
                                folder.resolve("starts"),
                                names,
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                classes(),
                                FakeCloudflared.class.getName()));
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + program + " executable");
        }
        return program;
    }

    private static Path classes() {
        return Path.of(
                FakeCloudflared.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath());
    }

    /** Plays the scene of the first argument; cloudflared's own follow after {@code --}. */
    public static void main(String[] args) throws Exception {
        Scene scene = Scene.valueOf(args[0]);
        List<String> own = List.of(args).subList(List.of(args).indexOf("--") + 1, args.length);
        log(
                scene,
                "INF",
                "Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is"
                        + " a quick way to experiment and try it out."
                        + " (https://www.cloudflare.com/website-terms/)");
        log(scene, "INF", "Requesting new quick Tunnel on trycloudflare.com...");
        fail(scene);
        URI local = URI.create(option(own, "--url"));
        try (var edge = new ServerSocket(0, 50, HERE)) {
            String host = "127.0.0.1:" + edge.getLocalPort();
            box(scene, "http://" + host);
            metrics(option(own, "--metrics"), host);
            System.err.println(
                    "2024/07/22 23:28:52 failed to sufficiently increase receive buffer"
                            + " size (was: 208 kiB, wanted: 2048 kiB, got: 416 kiB).");
            connected(scene);
            while (true) {
                Socket client = edge.accept();
                Thread.ofVirtual().start(() -> pass(client, local));
            }
        }
    }

    private static String option(List<String> args, String name) {
        return args.get(args.indexOf(name) + 1);
    }

    private static void fail(Scene scene) {
        switch (scene) {
            case RATE_LIMIT -> unreadable("error code: 1015", "429 Too Many Requests");
            case OUTAGE -> unreadable("error code: 1101", "500 Internal Server Error");
            case NO_TUNNEL -> end("failed to parse quick Tunnel ID: invalid UUID length: 0");
            case NO_NAME ->
                    end(
                            "failed to request quick Tunnel: Post"
                                    + " \"https://api.trycloudflare.com/tunnel\": dial tcp: lookup"
                                    + " api.trycloudflare.com on 127.0.0.11:53: no such host");
            default -> {}
        }
    }

    private static void unreadable(String body, String status) {
        log(
                Scene.CONSOLE,
                "ERR",
                "Error unmarshaling QuickTunnel response: "
                        + body
                        + " error=\"invalid character 'e' looking for beginning of value\""
                        + " status_code=\""
                        + status
                        + "\"");
        end(
                "failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of"
                        + " value");
    }

    private static void end(String lastWords) {
        System.err.println(lastWords);
        System.exit(1);
    }

    private static void box(Scene scene, String url) {
        String line = "+" + "-".repeat(92) + "+";
        log(scene, "INF", line);
        log(
                scene,
                "INF",
                "|  %-88s  |"
                        .formatted(
                                "Your quick Tunnel has been created! Visit it at"
                                        + " (it may take some time to be reachable):"));
        log(scene, "INF", "|  %-88s  |".formatted(url));
        log(scene, "INF", line);
    }

    private static void connected(Scene scene) {
        log(scene, "INF", "Initial protocol quic");
        log(
                scene,
                "INF",
                scene == Scene.OLD_CONSOLE
                        ? "Connection b7ebd606-8da5-4273-af3d-472ec741887c registered connIndex=0"
                                + " ip=198.41.200.13 location=SJC"
                        : "Registered tunnel connection connIndex=0 connection=b7ebd606 event=0"
                                + " ip=198.41.200.13 location=sjc08 protocol=quic");
    }

    private static void log(Scene scene, String level, String text) {
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        switch (scene) {
            case SILENT -> {}
            case JSON ->
                    System.err.println(
                            "{\"level\":\"%s\",\"time\":\"%s\",\"message\":\"%s\"}"
                                    .formatted(
                                            level.equals("INF") ? "info" : "error",
                                            time,
                                            text.replace("\"", "\\\"")));
            default -> System.err.println(time + " " + level + " " + text);
        }
    }

    private static void metrics(String address, String host) throws IOException {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        var server = HttpServer.create(new InetSocketAddress(HERE, port), 0);
        server.createContext(
                "/quicktunnel",
                exchange -> answer(exchange, "{\"hostname\":\"http://" + host + "\"}"));
        server.createContext(
                "/ready", exchange -> answer(exchange, "{\"status\":200,\"readyConnections\":1}"));
        server.start();
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void pass(Socket client, URI local) {
        try (client;
                var server = new Socket(local.getHost(), local.getPort())) {
            var back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException | InterruptedException _) {
            // The connection is over.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            // The connection is over.
        }
    }
}
