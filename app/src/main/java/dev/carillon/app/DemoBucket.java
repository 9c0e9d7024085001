package dev.carillon.app;

import dev.carillon.app.SignedCalls.Call;
import dev.carillon.signature.AccessKey;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** The bucket of the demo, used through the same requests that any AWS client sends. */
final class DemoBucket implements AutoCloseable {
    private static final String NAME = "photos";

    private final SignedCalls s3;
    private final SignedCalls sns;

    DemoBucket(String server, AccessKey key, String region) {
        s3 = new SignedCalls(TrustOption.usual(server), key, region, "s3");
        sns = new SignedCalls(TrustOption.usual(server), key, region, "sns");
    }

    /** Creates a queued topic and returns its ARN. */
    String createTopic(String name, String endpoint) {
        String answer =
                topicCall(
                        Map.of(
                                "Action", "CreateTopic",
                                "Name", name,
                                "Attributes.entry.1.key", "push-endpoint",
                                "Attributes.entry.1.value", endpoint,
                                "Attributes.entry.2.key", "persistent",
                                "Attributes.entry.2.value", "true",
                                "Attributes.entry.3.key", "retry_sleep_duration",
                                "Attributes.entry.3.value", "1"));
        return answer.replaceAll("(?s).*<TopicArn>(.*?)</TopicArn>.*", "$1");
    }

    void deleteTopic(String arn) {
        topicCall(Map.of("Action", "DeleteTopic", "TopicArn", arn));
    }

    void create() {
        s3.send(Call.of("PUT", "/" + NAME));
    }

    void remove() {
        s3.send(Call.of("DELETE", "/" + NAME));
    }

    /** Creates a rule for creations and removals of {@code in/….jpg}. */
    void notify(String topicArn) {
        String document =
                """
                <NotificationConfiguration>
                  <TopicConfiguration>
                    <Id>pictures</Id>
                    <Topic>%s</Topic>
                    <Event>s3:ObjectCreated:*</Event>
                    <Event>s3:ObjectRemoved:*</Event>
                    <Filter><S3Key>
                      <FilterRule><Name>prefix</Name><Value>in/</Value></FilterRule>
                      <FilterRule><Name>suffix</Name><Value>.jpg</Value></FilterRule>
                    </S3Key></Filter>
                  </TopicConfiguration>
                </NotificationConfiguration>
                """
                        .formatted(topicArn);
        s3.send(
                Call.of("PUT", "/" + NAME)
                        .asking("notification=")
                        .sending(document.getBytes(StandardCharsets.UTF_8)));
    }

    void put(String key, int bytes) {
        s3.send(
                Call.of("PUT", path(key))
                        .with("x-amz-meta-from", "the demo")
                        .sending(new byte[bytes]));
    }

    void copy(String from, String to) {
        s3.send(Call.of("PUT", path(to)).with("x-amz-copy-source", path(from)));
    }

    void delete(String key) {
        s3.send(Call.of("DELETE", path(key)));
    }

    private String topicCall(Map<String, String> form) {
        String body =
                form.entrySet().stream()
                        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        return sns.send(
                Call.of("POST", "/")
                        .with("content-type", "application/x-www-form-urlencoded")
                        .sending(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String path(String key) {
        return "/" + NAME + "/" + key;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        s3.close();
        sns.close();
    }
}
