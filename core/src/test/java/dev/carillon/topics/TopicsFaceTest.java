package dev.carillon.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.Authentication;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.SnsException;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Tests the face over HTTP, with the AWS SDK and other clients. */
class TopicsFaceTest {
    private static final AccessKey KEY = new AccessKey("AKID", Secret.of("geheim"), "root");

    private final TopicsWorld world = new TopicsWorld();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server =
            HttpServer.start(
                    HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0),
                    world.face(
                            new TopicsFace.Settings("default", "host-1", false),
                            new Authentication(
                                    id ->
                                            Optional.of(KEY)
                                                    .filter(accessKey -> accessKey.id().equals(id)),
                                    Set.of("sns", "s3"),
                                    InstantSource.system())),
                    () -> "tx" + requests.incrementAndGet());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_aws_sdk_makes_reads_sets_lists_and_deletes_a_topic() {
        try (SnsClient sns = sns("geheim")) {
            String arn =
                    sns.createTopic(builder ->
                                    builder.name("t")
                                            .attributes(
                                                    Map.of(
                                                            "push-endpoint",
                                                            "http://127.0.0.1:9/x",
                                                            "OpaqueData",
                                                            "a & b")))
                            .topicArn();
            assertThat(arn).isEqualTo("arn:aws:sns:default::t");
            sns.setTopicAttributes(builder ->
                    builder.topicArn(arn).attributeName("persistent").attributeValue("true"));
            assertThat(sns.getTopicAttributes(builder -> builder.topicArn(arn)).attributes())
                    .containsEntry("Name", "t")
                    .containsEntry("User", "root")
                    .containsEntry("OpaqueData", "a & b")
                    .hasEntrySatisfying(
                            "EndPoint",
                            containsEntry ->
                                    assertThat(containsEntry)
                                            .contains("\"EndpointArgs\":\"\"")
                                            .contains("\"Persistent\":true"));
            sns.deleteTopic(builder -> builder.topicArn(arn));
            assertThat(sns.listTopics().topics()).isEmpty();
        }
    }

    @Test
    void an_attribute_without_an_effect_is_named_in_the_answer() {
        try (SnsClient sns = sns("geheim")) {
            var made =
                    sns.createTopic(builder ->
                            builder.name("t")
                                    .attributes(Map.of("max-retires", "3", "verify-ssl", "false")));
            assertThat(made.sdkHttpResponse().firstMatchingHeader("x-carillon-warning").orElse(""))
                    .contains("max-retires", "no effect")
                    .doesNotContain("verify-ssl");
            var well =
                    sns.createTopic(
                            builder -> builder.name("u").attributes(Map.of("max_retries", "3")));
            assertThat(well.sdkHttpResponse().firstMatchingHeader("x-carillon-warning")).isEmpty();
        }
    }

    @Test
    void the_aws_sdk_finds_every_page_of_a_list() {
        for (int i = 0; i < 250; i++) {
            world.create("t" + i);
        }
        try (SnsClient sns = sns("geheim")) {
            assertThat(sns.listTopicsPaginator().topics()).hasSize(250);
        }
    }

    @Test
    void the_aws_sdk_understands_errors() {
        try (SnsClient sns = sns("geheim")) {
            assertThatThrownBy(() ->
                            sns.getTopicAttributes(
                                    builder -> builder.topicArn("arn:aws:sns:default::missing")))
                    .isInstanceOfSatisfying(
                            SnsException.class,
                            snsException -> {
                                assertThat(snsException.statusCode()).isEqualTo(404);
                                assertThat(snsException.awsErrorDetails().errorCode())
                                        .isEqualTo("NotFound");
                                assertThat(snsException.awsErrorDetails().errorMessage())
                                        .isEqualTo("No such TopicArn");
                                assertThat(snsException.requestId()).isEqualTo("tx1");
                            })
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> sns.publish(builder -> builder.topicArn("x").message("m")))
                    .isInstanceOfSatisfying(
                            SnsException.class,
                            snsException -> assertThat(snsException.statusCode()).isEqualTo(405));
        }
        try (SnsClient sns = sns("wrong")) {
            assertThatThrownBy(sns::listTopics)
                    .isInstanceOfSatisfying(
                            SnsException.class,
                            snsException ->
                                    assertThat(snsException.awsErrorDetails().errorCode())
                                            .isEqualTo("SignatureDoesNotMatch"));
        }
    }

    @Test
    void an_unsigned_request_is_refused_in_both_shapes_of_an_error() throws Exception {
        HttpResponse<String> answer = post("Action=ListTopics");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("application/xml");
        assertThat(answer.headers().firstValue("x-amz-request-id")).contains("tx1");
        String details =
                "<Code>InvalidRequest</Code>"
                        + "<Message>The request is not signed: sign it with an access key</Message>"
                        + "<RequestId>tx1</RequestId><HostId>host-1</HostId>";
        assertThat(answer.body())
                .isEqualTo(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ErrorResponse><Error>"
                                + details
                                + "</Error>"
                                + details
                                + "</ErrorResponse>");
    }

    private HttpResponse<String> post(String form) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private SnsClient sns(String secret) {
        return SnsClient.builder()
                .endpointOverride(URI.create(server.url()))
                .region(Region.of("default"))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("AKID", secret)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
