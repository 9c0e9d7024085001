package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.backblaze.b2.client.B2StorageClient;
import com.backblaze.b2.client.contentSources.B2ByteArrayContentSource;
import com.backblaze.b2.client.exceptions.B2SignatureVerificationException;
import com.backblaze.b2.client.structures.B2Bucket;
import com.backblaze.b2.client.structures.B2BucketTypes;
import com.backblaze.b2.client.structures.B2CopyFileRequest;
import com.backblaze.b2.client.structures.B2EventNotification;
import com.backblaze.b2.client.structures.B2EventNotificationEvent;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2UploadFileRequest;
import com.backblaze.b2.json.B2Json;

import dev.carillon.server.RunningServer;
import dev.carillon.signature.AccessKey;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Tests of the messages to a rule's URL, with Backblaze's own parser and signature checker. */
class B2MessagesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SECRET = "3XDfkdQte2OgA78qCtSD17LAzpj6ay9H";
    private static final String SIGNATURE = "X-Bz-Event-Notification-Signature";

    @TempDir Path folder;
    private final RecordingReceiver receiver = RecordingReceiver.start();
    private RunningServer server;
    private B2Sdk sdk;
    private B2StorageClient client;
    private B2Bucket bucket;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.over(folder);
        AccessKey root = server.server().rootKey();
        sdk = new B2Sdk(server, root.id(), root.secret().revealText());
        client = sdk.client();
        bucket = client.createBucket("bucket-of-sdk", B2BucketTypes.ALL_PRIVATE);
    }

    @AfterEach
    void stop() {
        sdk.close();
        server.close();
        receiver.close();
    }

    @Test
    void its_parser_takes_every_event_and_its_checker_every_signature() throws Exception {
        listens(1);
        B2FileVersion upload = upload("dir/ü+ .txt", "hello");
        B2FileVersion copy =
                client.copySmallFile(B2CopyFileRequest.builder(upload.getFileId(), "copy").build());
        B2FileVersion hidden = client.hideFile(bucket.getBucketId(), "copy");
        client.deleteFileVersion(copy);
        server.s3()
                .putObject(
                        builder -> builder.bucket("bucket-of-sdk").key("from/s3"),
                        RequestBody.fromString("s3!"));
        server.s3().deleteObject(builder -> builder.bucket("bucket-of-sdk").key("from/s3"));
        List<B2EventNotificationEvent> told = events(receiver.await(6, PATIENCE));
        assertThat(told)
                .extracting(event -> event.getEventType() + " " + event.getObjectName())
                .containsExactlyInAnyOrder(
                        "b2:ObjectCreated:Upload dir/ü+ .txt",
                        "b2:ObjectCreated:Copy copy",
                        "b2:HideMarkerCreated:Hide copy",
                        "b2:ObjectDeleted:Delete copy",
                        "b2:ObjectCreated:Upload from/s3",
                        "b2:HideMarkerCreated:Hide from/s3");
        assertThat(told)
                .extracting(event -> event.getEventType() + " " + event.getObjectSize())
                .as("the size of what is deleted, and 0 for a hide marker")
                .contains("b2:ObjectDeleted:Delete 5", "b2:HideMarkerCreated:Hide 0")
                .doesNotContain("b2:HideMarkerCreated:Hide 5", "b2:HideMarkerCreated:Hide 3");
        assertThat(told)
                .extracting(B2EventNotificationEvent::getObjectVersionId)
                .contains(upload.getFileId(), copy.getFileId(), hidden.getFileId());
        assertThat(told)
                .allSatisfy(event -> {
                    assertThat(event.getAccountId()).isEqualTo(client.getAccountId());
                    assertThat(event.getBucketId()).isEqualTo(bucket.getBucketId());
                    assertThat(event.getBucketName()).isEqualTo("bucket-of-sdk");
                    assertThat(event.getMatchedRuleName()).isEqualTo("the-only-rule");
                    assertThat(event.getEventVersion()).isEqualTo(1);
                });
    }

    @Test
    void a_message_is_what_its_own_writer_makes_of_it() throws Exception {
        listens(10);
        receiver.stop();
        upload("dir/ü+ .txt", "hello");
        upload("dir/\"quoted\"", "");
        client.hideFile(bucket.getBucketId(), "dir/\"quoted\"");
        receiver.restart();
        for (int calls = 1; events(receiver.requests()).size() < 3; calls++) {
            receiver.await(calls, PATIENCE);
        }
        assertThat(receiver.requests())
                .allSatisfy(received ->
                        assertThat(received.text())
                                .isEqualTo(
                                        B2Json.toJsonOrThrowRuntime(
                                                B2Json.fromJsonOrThrowRuntime(
                                                        received.text(),
                                                        B2EventNotification.class))));
    }

    @Test
    void its_checker_refuses_what_another_secret_signed() throws Exception {
        listens(1);
        upload("a", "a");
        Received message = receiver.await(1, PATIENCE).getFirst();
        String signature = message.header(SIGNATURE).orElseThrow();
        String other = SECRET.toLowerCase(Locale.ROOT);
        assertThatThrownBy(() -> B2EventNotification.parse(message.body(), signature, other))
                .isInstanceOf(B2SignatureVerificationException.class);
    }

    @Test
    void a_batch_is_a_message_like_any_other() throws Exception {
        listens(10);
        receiver.stop();
        for (int i = 0; i < 30; i++) {
            upload("file-" + i, "x");
        }
        receiver.restart();
        for (int calls = 1; names(receiver.requests()).size() < 30; calls++) {
            receiver.await(calls, PATIENCE);
        }
        assertThat(receiver.requests())
                .allSatisfy(received ->
                        assertThat(events(List.of(received))).hasSizeLessThanOrEqualTo(10))
                .anySatisfy(
                        received -> assertThat(events(List.of(received))).hasSizeGreaterThan(1));
    }

    @Test
    void an_event_that_is_answered_400_and_413_comes_again() throws Exception {
        listens(1);
        receiver.then(Answer.status(400), Answer.status(413));
        upload("a", "a");
        List<Received> messages = receiver.await(3, PATIENCE);
        assertThat(messages)
                .extracting(received -> received.header("x-carillon-attempt").orElseThrow())
                .containsExactly("1", "2", "3");
    }

    @Test
    void the_test_event_is_a_message_like_any_other() throws Exception {
        listens(1);
        byHand(
                "carillon_test_bucket_notification_rule",
                "{\"bucketId\":\"%s\",\"ruleName\":\"the-only-rule\"}");
        B2EventNotificationEvent test = events(receiver.await(1, PATIENCE)).getFirst();
        assertThat(test.getEventType()).isEqualTo("b2:TestEvent");
        assertThat(test.getObjectName()).isNull();
        assertThat(test.getObjectVersionId()).isNull();
    }

    @Test
    void the_start_of_a_live_read_upload_is_sent() throws Exception {
        listensTo("\"b2:MultipartUploadCreated:*\"", 1);
        server.s3()
                .createMultipartUpload(builder -> builder.bucket("bucket-of-sdk").key("not-live"));
        server.s3()
                .createMultipartUpload(builder ->
                        builder.bucket("bucket-of-sdk")
                                .key("live.ts")
                                .overrideConfiguration(
                                        o -> o.putHeader("x-backblaze-live-read-enabled", "true")));
        B2EventNotificationEvent told = events(receiver.await(1, PATIENCE)).getFirst();
        assertThat(told.getEventType()).isEqualTo("b2:MultipartUploadCreated:LiveRead");
        assertThat(told.getObjectName()).isEqualTo("live.ts");
        assertThat(told.getObjectSize()).isZero();
        assertThat(told.getObjectVersionId()).startsWith("4_z" + bucket.getBucketId());
    }

    /**
     * Sets a rule for all events, by plain HTTP, because this SDK accepts no http URLs and no
     * batches.
     */
    private void listens(int batch) throws Exception {
        listensTo(
                "\"b2:ObjectCreated:*\",\"b2:ObjectDeleted:*\",\"b2:HideMarkerCreated:*\"", batch);
    }

    private void listensTo(String events, int batch) throws Exception {
        byHand(
                "b2_set_bucket_notification_rules",
                """
                {"bucketId":"%%s","eventNotificationRules":[{"name":"the-only-rule",
                 "eventTypes":[%s],
                 "isEnabled":true,"objectNamePrefix":"","maxEventsPerBatch":%d,
                 "targetConfiguration":{"targetType":"webhook","url":"%s",
                  "hmacSha256SigningSecret":"%s"}}]}
                """
                        .formatted(events, batch, receiver.url("/hook"), SECRET));
    }

    private void byHand(String call, String json) throws Exception {
        try (var byHand = B2Client.of(server)) {
            B2Client.Said said = byHand.call(call, json.formatted(bucket.getBucketId()));
            assertThat(said.status()).as(said.message()).isEqualTo(200);
        }
    }

    private static Set<String> names(List<Received> messages) {
        var names = new TreeSet<String>();
        events(messages).forEach(event -> names.add(event.getObjectName()));
        return names;
    }

    private static List<B2EventNotificationEvent> events(List<Received> messages) {
        var events = new ArrayList<B2EventNotificationEvent>();
        for (Received message : messages) {
            try {
                events.addAll(
                        B2EventNotification.parse(
                                        message.body(),
                                        message.header(SIGNATURE).orElseThrow(),
                                        SECRET)
                                .getEvents());
            } catch (Exception e) {
                throw new AssertionError("not accepted: " + message.text(), e);
            }
        }
        return events;
    }

    private B2FileVersion upload(String name, String text) throws Exception {
        return client.uploadSmallFile(
                B2UploadFileRequest.builder(
                                bucket.getBucketId(),
                                name,
                                "text/plain",
                                B2ByteArrayContentSource.build(
                                        text.getBytes(StandardCharsets.UTF_8)))
                        .setCustomField("colour", "gr ün")
                        .build());
    }
}
