package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.registry.SecretsSealing;
import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.KeyTable;
import dev.carillon.state.RocksState;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A copied data folder shows no secret, and no secret is lost or served wrong. */
class SecretsAtRestIT {
    private static final Map<Setting, String> OPEN =
            Map.of(Setting.ALLOW_SECRETS_IN_CLEARTEXT, "true");

    @TempDir Path folder;

    private final List<String> secrets = new ArrayList<>();

    /** Returns a new secret that no file may hold. */
    private String secret() {
        String drawn = UUID.randomUUID().toString().replace("-", "");
        secrets.add(drawn);
        return drawn;
    }

    @Test
    void no_file_ever_holds_a_secret() throws Exception {
        String bucket;
        try (var server = RunningServer.over(folder, OPEN)) {
            bucket = fill(server);
            demandNoSecret();
        }
        demandNoSecret();
        try (var server = RunningServer.over(folder, OPEN)) {
            change(server, bucket);
            demandNoSecret();
        }
        demandNoSecret();
        var keys = new DataSecrets(folder, KeySource.in(folder));
        assertThat(keys.rotate().sealed()).isEqualTo(new SecretsSealing.Sealed(3, 1, 0));
        assertThat(keys.dropOld()).hasSize(1);
        demandNoSecret();
        try (var server = RunningServer.over(folder, OPEN)) {
            assertThat(rules(server, bucket).toString()).contains(secrets.getLast());
            demandNoSecret();
        }
        assertThat(DataAudit.of(folder).secrets().opened()).isEqualTo(4);
        assertThat(DataAudit.of(folder).clean()).isTrue();
    }

    private String fill(RunningServer server) throws Exception {
        for (String topic : List.of("stays", "changes", "goes")) {
            server.topic(
                    topic,
                    Map.of(
                            "push-endpoint", "http://user:%s@127.0.0.1:1/".formatted(secret()),
                            "of-no-kind", secret()));
        }
        server.topic(
                "users",
                Map.of(
                        "push-endpoint", "http://127.0.0.1:1/",
                        "user-name", secret(),
                        "password", secret(),
                        "custom-headers", "{\"X-Token\":\"%s\"}".formatted(secret())));
        JsonNode bucket =
                SampleFolder.b2(
                        server,
                        "b2_create_bucket",
                        "{\"bucketName\":\"files-of-b2\",\"bucketType\":\"allPrivate\"}");
        String id = bucket.path("bucketId").asString();
        setRule(server, id);
        for (String name : List.of("stays", "goes")) {
            JsonNode key = makeKey(server, name);
            secrets.add(key.path("applicationKey").asString());
            if (name.equals("goes")) {
                SampleFolder.b2(
                        server,
                        "b2_delete_key",
                        "{\"applicationKeyId\":\"%s\"}"
                                .formatted(key.path("applicationKeyId").asString()));
            }
        }
        return id;
    }

    private void change(RunningServer server, String bucket) throws Exception {
        String arn = server.topic("changes", Map.of());
        server.sns()
                .setTopicAttributes(builder ->
                        builder.topicArn(arn)
                                .attributeName("push-endpoint")
                                .attributeValue("http://user:%s@127.0.0.1:1/".formatted(secret())));
        server.sns().deleteTopic(builder -> builder.topicArn(arn.replace("changes", "goes")));
        server.sns().deleteTopic(builder -> builder.topicArn(arn));
        setRule(server, bucket);
    }

    private void setRule(RunningServer server, String bucket) throws Exception {
        SampleFolder.b2(
                server,
                "b2_set_bucket_notification_rules",
                """
                {"bucketId":"%s","eventNotificationRules":[{"name":"signed-rule",
                 "eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,"objectNamePrefix":"",
                 "targetConfiguration":{"targetType":"webhook","url":"http://127.0.0.1:1/",
                  "customHeaders":[{"name":"X-Token","value":"%s"}],
                  "hmacSha256SigningSecret":"%s"}}]}
                """
                        .formatted(bucket, secret(), secret()));
    }

    private static JsonNode rules(RunningServer server, String bucket) throws Exception {
        return SampleFolder.b2(
                server,
                "b2_get_bucket_notification_rules",
                "{\"bucketId\":\"%s\"}".formatted(bucket));
    }

    private static JsonNode makeKey(RunningServer server, String name) throws Exception {
        return SampleFolder.b2(
                server,
                "b2_create_key",
                "{\"keyName\":\"%s\",\"capabilities\":[\"readFiles\"]}".formatted(name));
    }

    private void demandNoSecret() throws Exception {
        assertThat(RawFiles.holding(folder, List.of("files-of-b2"))).isNotEmpty();
        assertThat(RawFiles.holding(folder, secrets)).isEmpty();
    }

    @Test
    void after_a_migration_no_file_holds_what_format_5_stored_in_clear_text() throws Exception {
        OlderFoldersIT.unpack("5-secrets", folder);
        var clear = List.of("s3cret", "K0009bKb0yGiA0gJuHsiHhMWpvUovEs");
        assertThat(RawFiles.holding(folder, clear)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(DataAudit.of(folder).secrets().clear()).isEqualTo(4);
        try (var server = RunningServer.over(folder, OPEN)) {
            await().atMost(SampleFolder.PATIENCE)
                    .untilAsserted(() -> assertThat(RawFiles.holding(folder, clear)).isEmpty());
            JsonNode bucket =
                    SampleFolder.b2(server, "b2_list_buckets", "{\"bucketName\":\"secretive\"}");
            String id = bucket.at("/buckets/0/bucketId").asString();
            assertThat(rules(server, id).toString())
                    .contains("s3cret-header", "s3cretOfSignature000000000000000");
        }
        assertThat(RawFiles.holding(folder, clear)).isEmpty();
        assertThat(DataAudit.of(folder).secrets().opened()).isEqualTo(4);
    }

    @Test
    void a_start_without_the_right_key_is_refused_and_changes_nothing() throws Exception {
        RunningServer.over(folder, OPEN).close();
        Path file = folder.resolve("secrets-key");
        byte[] key = Files.readAllBytes(file);

        Files.delete(file);
        refused("secrets-key is missing");
        assertThat(file).doesNotExist();

        KeySource.writeFile(file, SealingKeys.drawn());
        refused("does not hold it");

        Files.write(file, Arrays.copyOf(key, key.length - 10));
        refused("is damaged");

        Files.write(file, key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        refused("is open to other users");

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused("is open to other users");
        refused("is open to other users");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        RunningServer.over(folder, OPEN).close();
        assertThat(Files.readAllBytes(file)).isEqualTo(key);
    }

    private void refused(String why) {
        assertThatThrownBy(() -> RunningServer.over(folder, OPEN).close())
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_second_server_does_not_touch_the_key() throws Exception {
        try (var _ = RunningServer.over(folder)) {
            byte[] key = Files.readAllBytes(folder.resolve("secrets-key"));
            assertThatThrownBy(() -> RunningServer.over(folder).close())
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("in use by another server");
            assertThatThrownBy(() -> new DataSecrets(folder, KeySource.in(folder)).rotate())
                    .isInstanceOf(ConfigException.class);
            assertThat(Files.readAllBytes(folder.resolve("secrets-key"))).isEqualTo(key);
        }
    }

    @Test
    void keys_that_cannot_be_written_stay_as_they_are_and_open_everything() throws Exception {
        try (var server = RunningServer.over(folder, OPEN)) {
            fill(server);
        }
        Path file = folder.resolve("secrets-key");
        var secrets = new DataSecrets(folder, KeySource.in(folder));
        for (int keys = 1; keys <= 2; keys++) {
            byte[] before = Files.readAllBytes(file);
            Path blocked = Files.createDirectories(folder.resolve("secrets-key.new/full"));
            assertThatThrownBy(keys == 1 ? secrets::rotate : secrets::dropOld)
                    .isInstanceOf(CannotOpenStateException.class)
                    .hasMessageContaining("the key file " + file + " cannot be written")
                    .hasMessageContaining("let this user write there");
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
            assertThat(DataAudit.of(folder).secrets().opened()).isEqualTo(6);
            assertThat(DataAudit.of(folder).clean()).isTrue();
            Files.delete(blocked);
            assertThat(keys == 1 ? secrets.rotate().keys().ids() : secrets.dropOld())
                    .hasSize(keys == 1 ? 2 : 1);
        }
        assertThat(KeySource.in(folder).find().orElseThrow().keys()).hasSize(1);
        assertThat(DataAudit.of(folder).secrets().opened()).isEqualTo(6);
        demandNoSecret();
    }

    @Test
    void a_key_beside_the_folder_is_used_and_none_is_made_in_it() throws Exception {
        Path data = folder.resolve("data");
        Path file = folder.resolve("key");
        var named = Map.of(Setting.SECRETS_KEY_FILE, file.toString());
        assertThatThrownBy(() -> RunningServer.over(data, named).close())
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("does not exist");
        KeySource.writeFile(file, SealingKeys.drawn());
        RunningServer.over(data, named).close();
        assertThat(data.resolve("secrets-key")).doesNotExist();
        assertThat(DataAudit.of(data).clean()).isTrue();
    }

    @Test
    void a_damaged_secret_makes_its_topic_wait_until_it_is_set_again() throws Exception {
        try (var receiver = RecordingReceiver.start()) {
            receiver.otherwise(Answer.status(503));
            Map<String, String> attributes =
                    SampleFolder.attributes(
                            receiver.url("/in")
                                    .replace("http://", "http://user:" + secret() + "@"));
            try (var server = RunningServer.over(folder, OPEN)) {
                server.s3().createBucket(builder -> builder.bucket("photos"));
                SampleFolder.bind(server, "guarded", attributes, "");
                SampleFolder.bind(
                        server, "other", SampleFolder.attributes(receiver.url("/other")), "");
                SampleFolder.put(server.s3(), "one", "x");
            }
            damageSecretOf("guarded");
            DataAudit.Report report = DataAudit.of(folder);
            assertThat(report.clean()).isFalse();
            assertThat(report.findings().words())
                    .singleElement()
                    .asString()
                    .contains("topic guarded cannot be opened: they are damaged");
            receiver.otherwise(Answer.status(200));
            int before = receiver.requests().size();
            try (var server = RunningServer.over(folder, OPEN)) {
                await().atMost(SampleFolder.PATIENCE)
                        .until(() -> receiver.requests().size() > before);
                assertThat(receiver.requests().subList(before, receiver.requests().size()))
                        .extracting(Received::path)
                        .containsOnly("/other");
                String arn = server.topic("other", SampleFolder.attributes(receiver.url("/other")));
                assertThatThrownBy(() ->
                                server.sns()
                                        .setTopicAttributes(builder ->
                                                builder.topicArn(arn.replace("other", "guarded"))
                                                        .attributeName("OpaqueData")
                                                        .attributeValue("x")))
                        .hasMessageContaining("cannot be opened");
                server.topic("guarded", attributes);
                await().atMost(SampleFolder.PATIENCE)
                        .until(() ->
                                receiver.requests().stream()
                                        .skip(before)
                                        .anyMatch(received -> received.path().equals("/in")));
            }
            assertThat(DataAudit.of(folder).clean()).isTrue();
        }
    }

    private void damageSecretOf(String topic) {
        try (var state = RocksState.open(folder)) {
            Key key = KeyTable.TOPIC.start().u8(1).sortedText("").sortedText(topic).key();
            byte[] value = state.get(key).orElseThrow().value();
            value[value.length - 1] ^= 1;
            state.commit(new Commit().put(key, value));
        }
    }

    @Test
    void nothing_owed_is_lost_by_a_rotation() throws Exception {
        try (var receiver = RecordingReceiver.start()) {
            receiver.otherwise(Answer.status(503));
            String address =
                    receiver.url("/in").replace("http://", "http://user:" + secret() + "@");
            try (var server = RunningServer.over(folder, OPEN)) {
                server.s3().createBucket(builder -> builder.bucket("photos"));
                SampleFolder.bind(server, "guarded", SampleFolder.attributes(address), "");
                for (int i = 0; i < 5; i++) {
                    SampleFolder.put(server.s3(), "key/" + i, "x");
                }
            }
            assertThat(DataAudit.of(folder).journal().owed()).isEqualTo(5);
            new DataSecrets(folder, KeySource.in(folder)).rotate();
            receiver.otherwise(Answer.status(200));
            int before = receiver.requests().size();
            try (var _ = RunningServer.over(folder, OPEN)) {
                await().atMost(SampleFolder.PATIENCE)
                        .until(() ->
                                receiver.requests().stream()
                                                .skip(before)
                                                .map(received -> key(received.body()))
                                                .distinct()
                                                .count()
                                        == 5);
            }
            assertThat(DataAudit.of(folder).journal().owed()).isZero();
        }
    }

    private static String key(byte[] body) {
        return JsonMapper.shared()
                .readTree(new String(body, StandardCharsets.UTF_8))
                .at("/Records/0/s3/object/key")
                .asString();
    }
}
