package dev.carillon.server;

import dev.carillon.signature.AccessKey;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A server on free ports with the clients of the AWS SDK, for tests. */
public final class RunningServer implements AutoCloseable {
    private final Server server;
    private final S3Client s3;
    private final SnsClient sns;

    RunningServer(Server server) {
        this(server, UrlConnectionHttpClient.builder(), server.s3Url().orElseThrow());
    }

    /** Creates clients with another HTTP client and address. */
    RunningServer(Server server, UrlConnectionHttpClient.Builder client, String address) {
        this.server = server;
        URI url = URI.create(address);
        var credentials = credentials(server.rootKey());
        s3 =
                S3Client.builder()
                        .endpointOverride(url)
                        .region(Region.of("default"))
                        .credentialsProvider(credentials)
                        .forcePathStyle(true)
                        .httpClient(client.build())
                        .build();
        sns =
                SnsClient.builder()
                        .endpointOverride(url)
                        .region(Region.of("default"))
                        .credentialsProvider(credentials)
                        .httpClient(client.build())
                        .build();
    }

    /** Starts a server over a data directory. */
    public static RunningServer over(Path data) {
        return new RunningServer(Server.start(ServerConfig.of(settings(data))));
    }

    /** Starts a server over a data directory, with additional settings. */
    public static RunningServer over(Path data, Map<Setting, String> more) {
        Settings settings = settings(data);
        for (var one : more.entrySet()) {
            settings = settings.with(one.getKey(), one.getValue());
        }
        return new RunningServer(Server.start(ServerConfig.of(settings)));
    }

    /** Returns settings with a data directory and free ports. */
    public static Settings settings(Path data) {
        return Settings.defaults()
                .with(Setting.DATA, data.toString())
                .with(Setting.S3_PORT, "0")
                .with(Setting.B2_PORT, "0")
                .with(Setting.ADMIN_PORT, "0");
    }

    /** Returns the S3 client. */
    public S3Client s3() {
        return s3;
    }

    /** Returns the SNS client. */
    public SnsClient sns() {
        return sns;
    }

    /** Returns the server. */
    public Server server() {
        return server;
    }

    /** Creates a topic and returns its ARN. */
    public String topic(String name, Map<String, String> attributes) {
        return sns.createTopic(builder -> builder.name(name).attributes(attributes)).topicArn();
    }

    private static StaticCredentialsProvider credentials(AccessKey key) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.id(), key.secret().revealText()));
    }

    @Override
    public void close() {
        s3.close();
        sns.close();
        server.close();
    }
}
