package dev.carillon.spec;

import dev.carillon.http.Authentication;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.registry.AppKeys;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.s3.S3Face;
import dev.carillon.s3.S3Keys;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.state.RealDisk;
import dev.carillon.store.Extents;
import dev.carillon.store.Store;
import dev.carillon.store.StoreSettings;
import dev.carillon.topics.TopicsWorld;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with buckets and a few topics, and a client for it. */
final class BucketServer implements AutoCloseable {

    private final TopicsWorld world = new TopicsWorld();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Store store;
    private final HttpServer server;

    /** Creates a server that keeps large objects in {@code directory}. */
    BucketServer(Path directory) {
        var clock = InstantSource.system();
        store =
                new Store(
                        world.state,
                        world.notifier,
                        Extents.open(new RealDisk(), directory, new SecureRandom()),
                        new StoreSettings(clock, false));
        var keys =
                new S3Keys(
                        id ->
                                Optional.of(Sender.KEY)
                                        .filter(accessKey -> accessKey.id().equals(id)),
                        new AppKeys(world.state, SampleKeys.ONE),
                        clock);
        server =
                HttpServer.start(
                        HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0),
                        new S3Face(
                                new S3Face.Settings("default", "host-1"),
                                new Authentication(keys, Set.of("s3"), clock),
                                new S3Face.Services(
                                        store, world.notifications, world.tails, keys, clock)),
                        () -> "tx" + requests.incrementAndGet());
    }

    /** An answer. */
    record Reply(int status, String body) {}

    void topic(String name) {
        world.topics.put(
                Topic.named(TopicRef.of(name), "tester", Optional.empty(), false, "", Map.of()));
    }

    void removeTopic(String name) {
        world.topics.findShown(name).ifPresent(world.notifier::removeTopic);
    }

    S3Client sdk() {
        return S3Client.builder()
                .endpointOverride(URI.create(server.url()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(Sender.KEY.id(), Sender.SECRET)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Sends a request signed as Ceph's own tests sign it (SigV2). */
    Reply send(String method, String target, String body) {
        return send(method, target, body, "x-carillon-nothing");
    }

    /** Sends a request with an additional header of the value {@code true}. */
    Reply send(String method, String target, String body, String header) {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        InstantSource.system().instant().atOffset(ZoneOffset.UTC));
        String text = method + "\n\napplication/xml\n" + date + "\n" + target;
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + target))
                        .header("Content-Type", "application/xml")
                        .header("Date", date)
                        .header(header, "true")
                        .header("Authorization", Sender.authorization(text))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
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
        server.close();
    }
}
