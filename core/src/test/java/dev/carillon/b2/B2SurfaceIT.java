package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.b2.B2Requests.Asked;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Sends every field, parameter and header of {@code b2/surface.txt} to every call, and checks that
 * each is supported or refused by name, with nothing changed. It sends invalid values if they show
 * that a field is read; the effect of accepted values is checked here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class B2SurfaceIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final B2Model MODEL = B2Model.read();

    /** Values that show whether they are read, for names for which "probe" does not. */
    private static final Map<String, String> TELLING = Map.of("delimiter", "/");

    /** Calls that only read, which also accept GET. */
    private static final Set<String> BY_GET =
            Set.of(
                    "b2_authorize_account",
                    "b2_download_file_by_id",
                    "b2_download_file_by_name",
                    "b2_get_bucket_notification_rules",
                    "b2_get_download_authorization",
                    "b2_get_file_info",
                    "b2_get_upload_url",
                    "b2_list_buckets",
                    "b2_list_file_names",
                    "b2_list_file_versions",
                    "b2_list_keys",
                    "b2_list_unfinished_large_files");

    /** Conditions that B2 does not have, and that at most save a download. */
    private static final Set<String> SPARING = Set.of("If-None-Match", "If-Modified-Since");

    @TempDir static Path folder;

    private B2World world;
    private B2Requests requests;

    @BeforeAll
    void start() throws Exception {
        world = new B2World(folder.resolve("all"));
        requests = new B2Requests(world);
        assertThat(send("b2_set_bucket_notification_rules").statusCode()).isEqualTo(200);
        assertThat(send("b2_create_key").statusCode()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    static Stream<String> carriedOut() {
        return MODEL.carriedOut();
    }

    static Stream<String> refused() {
        return MODEL.refused();
    }

    @Test
    void the_list_is_read_and_says_what_is_carried_out() {
        assertThat(MODEL.headers()).hasSizeGreaterThan(20);
        assertThat(refused()).hasSize(9);
        for (B2Operation operation : B2Operation.values()) {
            if (operation.call().startsWith("b2_")) {
                assertThat(MODEL.fields().get(operation.call()))
                        .as(operation.call())
                        .containsAll(operation.carried().fields());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("carriedOut")
    void a_request_of_it_is_answered(String call) throws Exception {
        HttpResponse<String> reply = send(call);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        if (BY_GET.contains(call)) {
            HttpResponse<String> get = requests.send(requests.byGet(call));
            assertThat(get.statusCode()).as(get.body()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_call_that_is_not_carried_out_is_refused_by_name(String call) throws Exception {
        String before = world.all();
        for (String body : List.of("{}", "")) {
            HttpResponse<String> reply =
                    requests.send(new Asked("POST", "/b2api/v3/" + call, body, Map.of()));
            assertRefused(reply, call, call);
        }
        assertThat(world.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("carriedOut")
    void fields_of_other_calls_are_refused_and_change_nothing(String call) throws Exception {
        Asked good = requests.of(call);
        boolean hasBody = good.body().startsWith("{");
        var others = new TreeSet<>(MODEL.allFields());
        others.removeAll(MODEL.fields().getOrDefault(call, List.of("bucketId", "ruleName")));
        String before = world.all();
        for (String field : others) {
            if (hasBody) {
                assertRefused(requests.send(good.field(field, text("probe"))), call, field);
            }
            if (BY_GET.contains(call)) {
                Asked get = requests.byGet(call).parameter(field, "probe");
                assertRefused(requests.send(get), call, field);
            }
        }
        assertThat(world.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("carriedOut")
    void fields_that_are_null_say_nothing(String call) throws Exception {
        Asked asked = requests.of(call);
        if (asked.body().startsWith("{")) {
            for (String field : MODEL.allFields()) {
                boolean said = JSON.readTree(asked.body()).has(field);
                asked = said ? asked : asked.field(field, JSON.nullNode());
            }
            HttpResponse<String> reply = requests.send(asked);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        }
    }

    /** Checks that with POST the query has no fields, not even those of the call itself. */
    @ParameterizedTest
    @MethodSource("carriedOut")
    void parameters_beside_a_body_are_refused_and_change_nothing(String call) throws Exception {
        Asked good = requests.of(call);
        String before = world.all();
        if (good.method().equals("POST")) {
            for (String field : MODEL.allFields()) {
                assertRefused(requests.send(good.parameter(field, "probe")), call, field);
            }
        }
        assertThat(world.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("carriedOut")
    void headers_are_carried_out_or_refused_and_change_nothing(String call) throws Exception {
        Asked good = requests.of(call);
        String before = world.all();
        boolean changed = false;
        for (String header : MODEL.headers()) {
            HttpResponse<String> reply = requests.send(good.with(header, "probe"));
            boolean download = call.startsWith("b2_download_file");
            if (download && SPARING.contains(header)) {
                assertThat(reply.body()).as(header).isEqualTo("hello");
            } else if (reply.statusCode() == 200) {
                changed = true;
                JsonNode made = JSON.readTree(reply.body());
                assertThat(isEffective(header, made)).as(call + " " + header).isTrue();
            } else {
                assertRefused(reply, call, header);
            }
        }
        assertThat(changed).isEqualTo(call.equals("b2_upload_file"));
        if (!changed) {
            assertThat(world.all()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("carriedOut")
    void its_own_fields_are_effective_or_refused(String call) throws Exception {
        for (String path : MODEL.fields().getOrDefault(call, List.of("bucketId", "ruleName"))) {
            String name = path.substring(path.lastIndexOf('.') + 1);
            String value = TELLING.getOrDefault(name, "probe");
            Asked good = requests.of(call);
            if (good.body().startsWith("{")) {
                String before = world.all();
                HttpResponse<String> reply = requests.send(good.field(path, text(value)));
                look(call, path, reply, before);
            }
            if (BY_GET.contains(call) && path.equals(name)) {
                String before = world.all();
                Asked get = requests.byGet(call).parameter(path, value);
                look(call, path, requests.send(get), before);
            }
        }
    }

    private void look(String call, String path, HttpResponse<String> reply, String before)
            throws Exception {
        if (reply.statusCode() == 200) {
            assertThat(isEffective(call, path, reply))
                    .as(call + " " + path + " has no effect: " + reply.body())
                    .isTrue();
        } else {
            assertRefused(reply, call, path, "probe");
            assertThat(world.all()).as(call + " " + path).isEqualTo(before);
        }
    }

    /** Checks the effect of valid numbers and truth values. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b2_list_file_names | maxFileCount | 1 | nextFileName\":\"",
                "b2_list_file_versions | maxFileCount | 1 | nextFileName\":\"",
                "b2_list_keys | maxKeyCount | 1 | nextApplicationKeyId\":\"",
                "b2_create_key | validDurationInSeconds | 60 | expirationTimestamp\":1",
                "b2_update_bucket | ifRevisionIs | 99 | revision is another",
                "b2_set_bucket_notification_rules | ifRevisionIs | 99 | their revision is",
                "b2_set_bucket_notification_rules | eventNotificationRules.maxEventsPerBatch | 7"
                        + " | maxEventsPerBatch\":7",
                "b2_set_bucket_notification_rules | eventNotificationRules.isEnabled | false"
                        + " | isEnabled\":false",
                "b2_update_bucket | corsRules.maxAgeSeconds | 61 | maxAgeSeconds\":61",
                "b2_update_bucket | lifecycleRules.daysFromHidingToDeleting | 3"
                        + " | daysFromHidingToDeleting\":3",
                "b2_update_bucket | lifecycleRules.daysFromHidingToDeleting | 0"
                        + " | daysFromHidingToDeleting must be",
                "b2_update_bucket | fileLockEnabled | true | fileLockEnabled",
                "b2_update_bucket | fileLockEnabled | false | revision",
                "b2_update_bucket | defaultServerSideEncryption | {\"mode\":\"none\"} | revision",
                "b2_update_bucket | defaultServerSideEncryption | {\"mode\":\"SSE-B2\"} | not"
                        + " carried",
                "b2_update_bucket | replicationConfiguration | {\"asReplicationSource\":null}"
                        + " | revision",
                "b2_copy_file | fileRetention"
                        + " | {\"mode\":\"governance\",\"retainUntilTimestamp\":1} | not carried",
                "b2_copy_file | legalHold | \"off\" | fileId",
                "b2_delete_file_version | bypassGovernance | true | fileId"
            })
    void a_value_of_another_type_counts(String call, String path, String json, String shows)
            throws Exception {
        Asked asked = requests.of(call).field(path, JSON.readTree(json));
        assertThat(requests.send(asked).body()).contains(shows);
    }

    private static boolean isEffective(String header, JsonNode made) {
        String info = header.toLowerCase(Locale.ROOT).replace("x-bz-info-", "");
        return header.equals("X-Bz-File-Name")
                ? made.path("fileName").asString().equals("probe")
                : made.path("fileInfo").path(info).asString("").equals("probe");
    }

    /** Returns whether an accepted value has its effect in the answer. */
    private boolean isEffective(String call, String path, HttpResponse<String> reply)
            throws Exception {
        String body = reply.body();
        return switch (path) {
            case "prefix", "startFileName" -> !body.contains("dir/there");
            case "delimiter" -> body.contains("\"dir/\"");
            case "bucketName", "startApplicationKeyId" -> body.contains(":[]");
            case "namePrefix" -> body.contains("\"files\":[]"); // There are none anyway.
            case "keyName", "fileName", "contentType", "fileNamePrefix" ->
                    JSON.readTree(body).path(path).asString().equals("probe");
            case "fileInfo.*", "bucketInfo.*" -> body.contains("\"probe\":\"probe\"");
            case "lifecycleRules.fileNamePrefix" -> body.contains("\"fileNamePrefix\":\"probe\"");
            case "eventNotificationRules.objectNamePrefix" ->
                    body.contains("\"objectNamePrefix\":\"probe\"");
            case "eventNotificationRules.targetConfiguration.customHeaders.*" ->
                    body.contains("{\"name\":\"probe\",\"value\":\"probe\"}");
            // The document says of this call that only the server sets these.
            case "eventNotificationRules.isSuspended", "eventNotificationRules.suspensionReason" ->
                    body.contains("\"isSuspended\":false,\"suspensionReason\":\"\"");
            default -> path.startsWith("b2") && overrides(call, path, reply);
        };
    }

    private boolean overrides(String call, String field, HttpResponse<String> reply)
            throws Exception {
        if (!call.equals("b2_get_download_authorization")) {
            return reply.headers().map().values().stream()
                    .anyMatch(header -> header.contains("probe"));
        }
        String token = JSON.readTree(reply.body()).path("authorizationToken").asString();
        Asked download = requests.of("b2_download_file_by_name").with("Authorization", token);
        return requests.send(download).statusCode() == 401
                && requests.send(download.parameter(field, "probe")).statusCode() == 200;
    }

    /** Checks that a refusal names what it refuses, or has one of these words instead. */
    private static void assertRefused(
            HttpResponse<String> reply, String call, String path, String... words) {
        var named = new ArrayList<>(List.of(words));
        named.add(path.replace(".*", "").replaceFirst(".*\\.", "").toLowerCase(Locale.ROOT));
        String what = call + " " + path + ": " + reply.body();
        assertThat(reply.statusCode()).as(what).isEqualTo(400);
        JsonNode error = JSON.readTree(reply.body());
        assertThat(error.path("status").asInt()).as(what).isEqualTo(400);
        assertThat(error.path("code").asString()).as(what).isNotEmpty();
        assertThat(error.path("message").asString().toLowerCase(Locale.ROOT))
                .as(what)
                .containsAnyOf(named.toArray(String[]::new));
    }

    private HttpResponse<String> send(String call) throws Exception {
        return requests.send(requests.of(call));
    }

    private static JsonNode text(String value) {
        return JSON.getNodeFactory().stringNode(value);
    }
}
