package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.backblaze.b2.client.B2StorageClient;
import com.backblaze.b2.client.contentHandlers.B2ContentMemoryWriter;
import com.backblaze.b2.client.contentSources.B2ByteArrayContentSource;
import com.backblaze.b2.client.contentSources.B2ContentTypes;
import com.backblaze.b2.client.exceptions.B2BadRequestException;
import com.backblaze.b2.client.exceptions.B2UnauthorizedException;
import com.backblaze.b2.client.structures.B2ApplicationKey;
import com.backblaze.b2.client.structures.B2Bucket;
import com.backblaze.b2.client.structures.B2BucketTypes;
import com.backblaze.b2.client.structures.B2Capabilities;
import com.backblaze.b2.client.structures.B2CopyFileRequest;
import com.backblaze.b2.client.structures.B2CreateKeyRequest;
import com.backblaze.b2.client.structures.B2DeleteKeyRequest;
import com.backblaze.b2.client.structures.B2DownloadByNameRequest;
import com.backblaze.b2.client.structures.B2EventNotificationRule;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2ListFileNamesRequest;
import com.backblaze.b2.client.structures.B2UpdateBucketRequest;
import com.backblaze.b2.client.structures.B2UploadFileRequest;
import com.backblaze.b2.client.structures.B2WebhookConfiguration;
import com.backblaze.b2.client.structures.B2WebhookCustomHeader;
import com.backblaze.b2.util.B2ByteRange;

import dev.carillon.server.RunningServer;
import dev.carillon.signature.AccessKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tests that Backblaze's own client for Java works as it does with Backblaze. */
class B2SdkIT {
    private static final String SECRET = "3XDfkdQte2OgA78qCtSD17LAzpj6ay9H";
    private static final String URL = "https://hooks.example.com/in";

    @TempDir Path folder;
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
    }

    @Test
    void buckets_are_made_changed_listed_and_deleted() throws Exception {
        assertThat(client.getAccountId()).matches("[0-9a-f]{12}");
        B2Bucket public_ =
                client.updateBucket(
                        B2UpdateBucketRequest.builder(bucket)
                                .setBucketType(B2BucketTypes.ALL_PUBLIC)
                                .setBucketInfo(Map.of("owner", "us"))
                                .build());
        assertThat(public_.getRevision()).isGreaterThan(bucket.getRevision());
        assertThat(client.getBucketOrNullByName("bucket-of-sdk").getBucketInfo())
                .isEqualTo(Map.of("owner", "us"));
        assertThatThrownBy(() ->
                        client.updateBucket(
                                B2UpdateBucketRequest.builder(bucket)
                                        .setBucketType(B2BucketTypes.ALL_PRIVATE)
                                        .build()))
                .hasMessageContaining("evision");
        client.deleteBucket(bucket.getBucketId());
        assertThat(client.buckets()).isEmpty();
    }

    @Test
    void files_are_uploaded_copied_listed_downloaded_hidden_and_deleted() throws Exception {
        B2FileVersion first = upload("dir/a b+c ü.txt", "hello");
        assertThat(client.getFileInfo(first.getFileId()).getContentSha1())
                .isEqualTo("aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
        assertThat(client.getFileInfoByName("bucket-of-sdk", "dir/a b+c ü.txt").getFileInfo())
                .containsEntry("colour", "gr ün");
        assertThat(download("dir/a b+c ü.txt", null)).isEqualTo("hello");
        assertThat(download("dir/a b+c ü.txt", B2ByteRange.between(1, 2))).isEqualTo("el");
        B2ContentMemoryWriter byId = B2ContentMemoryWriter.build();
        client.downloadById(first.getFileId(), byId);
        assertThat(new String(byId.getBytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
        B2FileVersion copy =
                client.copySmallFile(
                        B2CopyFileRequest.builder(first.getFileId(), "dir/copy").build());
        assertThat(copy.getContentLength()).isEqualTo(5);
        upload("top", "x");
        assertThat(names("", "/")).containsExactly("dir/", "top");
        assertThat(names("dir/", null)).containsExactly("dir/a b+c ü.txt", "dir/copy");
        B2FileVersion hidden = client.hideFile(bucket.getBucketId(), "dir/copy");
        assertThat(hidden.isHide()).isTrue();
        assertThat(names("dir/", null)).containsExactly("dir/a b+c ü.txt");
        assertThat(versions()).containsExactly("dir/a b+c ü.txt", "dir/copy", "dir/copy", "top");
        client.deleteFileVersion(hidden);
        assertThat(names("dir/", null)).containsExactly("dir/a b+c ü.txt", "dir/copy");
        client.deleteAllFilesInBucket(bucket.getBucketId());
        assertThat(versions()).isEmpty();
    }

    @Test
    void the_type_follows_from_the_name_and_headers_of_old_are_headers_again() throws Exception {
        B2FileVersion page =
                client.uploadSmallFile(
                        B2UploadFileRequest.builder(
                                        bucket.getBucketId(),
                                        "page.html",
                                        B2ContentTypes.B2_AUTO,
                                        B2ByteArrayContentSource.build(new byte[1]))
                                .setCustomField("b2-cache-control", "no-store")
                                .build());
        assertThat(page.getContentType()).isEqualTo("text/html");
        try (var byHand = B2Client.of(server)) {
            var answer =
                    byHand.raw(
                            "GET",
                            "/file/bucket-of-sdk/page.html",
                            "Authorization",
                            byHand.token());
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/html");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("X-Bz-Info-b2-cache-control"))
                    .contains("no-store");
        }
    }

    @Test
    void keys_do_what_they_may_and_nothing_else() throws Exception {
        var made =
                client.createKey(
                        B2CreateKeyRequest.builder(
                                        Set.of(
                                                B2Capabilities.LIST_BUCKETS,
                                                B2Capabilities.LIST_FILES),
                                        "reader")
                                .setBucketId(bucket.getBucketId())
                                .setNamePrefix("dir/")
                                .setValidDurationInSeconds(1_000L)
                                .build());
        try (var reader = new B2Sdk(server, made.getApplicationKeyId(), made.getApplicationKey())) {
            upload("dir/one", "1");
            var request =
                    B2ListFileNamesRequest.builder(bucket.getBucketId()).setPrefix("dir/").build();
            assertThat(reader.client().fileNames(request)).hasSize(1);
            assertThatThrownBy(() -> reader.client().hideFile(bucket.getBucketId(), "dir/one"))
                    .isInstanceOf(B2UnauthorizedException.class);
        }
        assertThat(client.applicationKeys())
                .extracting(B2ApplicationKey::getApplicationKeyId)
                .contains(made.getApplicationKeyId());
        client.deleteKey(B2DeleteKeyRequest.builder(made.getApplicationKeyId()).build());
        assertThat(client.applicationKeys())
                .extracting(B2ApplicationKey::getApplicationKeyId)
                .doesNotContain(made.getApplicationKeyId());
    }

    @Test
    void rules_come_back_as_they_were_set() throws Exception {
        var headers = new TreeSet<>(Set.of(new B2WebhookCustomHeader("X-Token", "abc")));
        B2EventNotificationRule rule =
                rule("the-only-rule", new B2WebhookConfiguration(URL, headers, SECRET));
        B2EventNotificationRule kept = set(rule).getFirst();
        assertThat(kept.getEventTypes()).isEqualTo(rule.getEventTypes());
        assertThat(kept.getObjectNamePrefix()).isEqualTo("dir/");
        assertThat(kept.getTargetConfiguration()).isEqualTo(rule.getTargetConfiguration());
        assertThat(kept.isEnabled()).isTrue();
        assertThat(kept.isSuspended()).isFalse();
        assertThat(
                        client.getBucketNotificationRules(bucket.getBucketId())
                                .getEventNotificationRules())
                .containsExactly(kept);
        assertThatThrownBy(() -> set(rule("short", new B2WebhookConfiguration(URL))))
                .isInstanceOfSatisfying(
                        B2BadRequestException.class,
                        exception ->
                                assertThat(exception.getCode()).isEqualTo("rule_name_invalid"));
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

    private String download(String name, @Nullable B2ByteRange range) throws Exception {
        B2ContentMemoryWriter into = B2ContentMemoryWriter.build();
        client.downloadByName(
                B2DownloadByNameRequest.builder("bucket-of-sdk", name).setRange(range).build(),
                into);
        return new String(into.getBytes(), StandardCharsets.UTF_8);
    }

    private List<String> names(String prefix, @Nullable String delimiter) throws Exception {
        var request =
                B2ListFileNamesRequest.builder(bucket.getBucketId())
                        .setPrefix(prefix)
                        .setDelimiter(delimiter)
                        .build();
        var names = new ArrayList<String>();
        client.fileNames(request).forEach(b2FileVersion -> names.add(b2FileVersion.getFileName()));
        return names;
    }

    private List<String> versions() throws Exception {
        var names = new ArrayList<String>();
        client.fileVersions(bucket.getBucketId())
                .forEach(b2FileVersion -> names.add(b2FileVersion.getFileName()));
        return names;
    }

    private List<B2EventNotificationRule> set(B2EventNotificationRule rule) throws Exception {
        return client.setBucketNotificationRules(bucket.getBucketId(), List.of(rule))
                .getEventNotificationRules();
    }

    private static B2EventNotificationRule rule(String name, B2WebhookConfiguration target) {
        var events = new TreeSet<>(Set.of("b2:ObjectCreated:*", "b2:ObjectDeleted:*"));
        return new B2EventNotificationRule(name, events, "dir/", target, true);
    }
}
