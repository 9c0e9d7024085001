package dev.carillon.spec;

import dev.carillon.http.Authentication;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.topics.TopicsFace;
import dev.carillon.topics.TopicsWorld;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with the topic API, and a client that sends requests as Ceph's own tests do. */
final class TopicServer implements AutoCloseable {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final AtomicInteger requests = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server =
            HttpServer.start(
                    HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0).trustingForwardedHttps(),
                    new TopicsWorld()
                            .face(
                                    new TopicsFace.Settings("zonegroup1", "host-1", false),
                                    new Authentication(
                                            id ->
                                                    Optional.of(Sender.KEY)
                                                            .filter(accessKey ->
                                                                    accessKey.id().equals(id)),
                                            Set.of("sns", "s3"),
                                            InstantSource.system())),
                    () -> "tx" + requests.incrementAndGet());

    /** An answer. */
    record Reply(int status, String body, String requestId) {}

    /** Posts the parameters, names and values in turn, without TLS. */
    Reply post(String... parameters) {
        return send("http", parameters);
    }

    /** Posts the parameters, names and values in turn, as if over TLS. */
    Reply postSecurely(String... parameters) {
        return send("https", parameters);
    }

    /** Creates a topic with attributes: names and values in turn. */
    Reply create(String name, String... attributes) {
        String[] parameters = new String[4 + attributes.length * 2];
        parameters[0] = "Action";
        parameters[1] = "CreateTopic";
        parameters[2] = "Name";
        parameters[3] = name;
        for (int i = 0; i < attributes.length; i += 2) {
            String entry = "Attributes.entry." + (i / 2 + 1);
            parameters[4 + i * 2] = entry + ".key";
            parameters[5 + i * 2] = attributes[i];
            parameters[6 + i * 2] = entry + ".value";
            parameters[7 + i * 2] = attributes[i + 1];
        }
        return post(parameters);
    }

    /** Returns the attributes of a topic, as the answer has them. */
    String attributes(String topic) {
        return post("Action", "GetTopicAttributes", "TopicArn", arn(topic)).body();
    }

    static String arn(String topic) {
        return "arn:aws:sns:zonegroup1::" + topic;
    }

    private Reply send(String protocol, String... parameters) {
        var form = new StringJoiner("&");
        for (int i = 0; i < parameters.length; i += 2) {
            form.add(
                    parameters[i]
                            + "="
                            + URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        InstantSource.system().instant().atOffset(ZoneOffset.UTC));
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + "/"))
                        .header("Content-Type", FORM)
                        .header("Date", date)
                        .header("X-Forwarded-Proto", protocol)
                        .header(
                                "Authorization",
                                Sender.authorization("POST\n\n" + FORM + "\n" + date + "\n/"))
                        .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                        .build();
        return reply(request);
    }

    private Reply reply(HttpRequest request) {
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            String id = answer.headers().firstValue("x-amz-request-id").orElse("");
            return new Reply(answer.statusCode(), answer.body(), id);
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
        server.close();
    }
}
