package dev.carillon.server;

import dev.carillon.signature.AccessKey;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The AWS SDK without its retries, so that the test sees each answer of the server. */
final class Clients implements AutoCloseable {
    static final String BUCKET = "bucket";

    private final S3Client s3;
    private final SnsClient sns;
    private final List<TopicConfiguration> rules = new ArrayList<>();

    private Clients(String url, AwsBasicCredentials key) {
        var credentials = StaticCredentialsProvider.create(key);
        s3 =
                S3Client.builder()
                        .endpointOverride(URI.create(url))
                        .region(Region.of("default"))
                        .credentialsProvider(credentials)
                        .forcePathStyle(true)
                        .overrideConfiguration(
                                builder -> builder.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
        sns =
                SnsClient.builder()
                        .endpointOverride(URI.create(url))
                        .region(Region.of("default"))
                        .credentialsProvider(credentials)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
    }

    static Clients of(RunningServer running) {
        AccessKey key = running.server().rootKey();
        return new Clients(
                running.server().s3Url().orElseThrow(),
                AwsBasicCredentials.create(key.id(), key.secret().revealText()));
    }

    static Clients of(ServerProcess process) {
        return new Clients(
                process.url(),
                AwsBasicCredentials.create(ServerProcess.ACCESS_KEY, ServerProcess.SECRET_KEY));
    }

    S3Client s3() {
        return s3;
    }

    SnsClient sns() {
        return sns;
    }

    void makeBucket() {
        s3.createBucket(builder -> builder.bucket(BUCKET));
    }

    /** Creates a topic that gets every event of keys with this prefix; returns its ARN. */
    String bind(String name, String prefix, Map<String, String> attributes) {
        String arn =
                sns.createTopic(builder -> builder.name(name).attributes(attributes)).topicArn();
        var rule = FilterRule.builder().name("prefix").value(prefix).build();
        rules.add(
                TopicConfiguration.builder()
                        .id(name)
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                        .filter(builder -> builder.key(key -> key.filterRules(rule)))
                        .build());
        s3.putBucketNotificationConfiguration(builder ->
                builder.bucket(BUCKET)
                        .notificationConfiguration(n -> n.topicConfigurations(rules)));
        return arn;
    }

    void put(String key, String text) {
        s3.putObject(builder -> builder.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    String read(String key) {
        return s3.getObjectAsBytes(builder -> builder.bucket(BUCKET).key(key)).asUtf8String();
    }

    @Override
    public void close() {
        s3.close();
        sns.close();
    }
}
