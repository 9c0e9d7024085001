package dev.carillon.b2;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Valid requests of each call, to which more can be added. */
final class B2Requests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String RULE =
            """
            {"name":"rule-one","eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,
             "objectNamePrefix":"","targetConfiguration":
              {"targetType":"webhook","url":"https://example.com/"}}
            """;
    private static final String CORS =
            """
            {"corsRuleName":"rule-one","allowedOrigins":["https"],"maxAgeSeconds":60,
             "allowedOperations":["b2_upload_file"]}
            """;

    private final B2World world;
    private int names;

    B2Requests(B2World world) {
        this.world = world;
    }

    /**
     * A request.
     *
     * @param headers without the token
     */
    record Asked(String method, String path, String body, Map<String, String> headers) {
        Asked with(String header, String value) {
            var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            more.putAll(headers);
            more.put(header, value);
            return new Asked(method, path, body, more);
        }

        Asked parameter(String name, String value) {
            String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
            String kept = path.replaceAll("([?&])" + name + "=[^&]*&?", "$1");
            return new Asked(
                    method,
                    kept + (kept.contains("?") ? "&" : "?") + name + "=" + encoded,
                    body,
                    headers);
        }

        /**
         * Returns the request with this value of a field, whose path may lead into objects and
         * lists.
         */
        Asked field(String field, JsonNode value) {
            JsonNode root = JSON.readTree(body);
            JsonNode at = root;
            String[] steps = field.split("\\.");
            for (String step : List.of(steps).subList(0, steps.length - 1)) {
                at = inside((ObjectNode) at, step);
            }
            String last = steps[steps.length - 1];
            ((ObjectNode) at).set(last.equals("*") ? "probe" : last, value);
            return new Asked(method, path, root.toString(), headers);
        }

        private static JsonNode inside(ObjectNode parent, String step) {
            JsonNode child = parent.path(step);
            if (child.isArray()) {
                return child.path(0);
            }
            return child.isObject() ? child : parent.putObject(step);
        }
    }

    /** Returns a valid request of a call. */
    Asked of(String call) throws Exception {
        String path = "/b2api/v3/" + call;
        return switch (call) {
            case "b2_upload_file" -> upload();
            case "b2_download_file_by_name" ->
                    new Asked("GET", "/file/bucket-one/dir/there", "", Map.of());
            default -> new Asked("POST", path, body(call), Map.of());
        };
    }

    /** Returns the same request by GET, with its fields in the query. */
    Asked byGet(String call) throws Exception {
        Asked post = of(call);
        if (post.method().equals("GET")) {
            return post;
        }
        Asked get = new Asked("GET", post.path(), "", Map.of());
        for (var field : JSON.readTree(post.body()).properties()) {
            get = get.parameter(field.getKey(), field.getValue().asString());
        }
        return get;
    }

    HttpResponse<String> send(Asked asked) throws Exception {
        String token =
                asked.path().contains("b2_authorize_account")
                        ? B2Client.basic(world.server)
                        : world.client.token();
        Asked sent =
                asked.headers().containsKey("Authorization")
                        ? asked
                        : asked.with("Authorization", token);
        return world.client.raw(sent.method(), sent.path(), sent.body(), sent.headers());
    }

    private String body(String call) throws Exception {
        String file = "\"fileId\":\"" + world.file + "\"";
        String bucket = "\"bucketId\":\"" + world.bucket + "\"";
        String json =
                switch (call) {
                    case "b2_authorize_account", "b2_list_buckets", "b2_list_keys" -> "";
                    case "b2_create_key" -> "\"keyName\":\"k\",\"capabilities\":[\"listFiles\"]";
                    case "b2_delete_key" -> "\"applicationKeyId\":\"" + newKey() + "\"";
                    case "b2_create_bucket" ->
                            "\"bucketName\":\"bucket-%d\",\"bucketType\":\"allPrivate\",%s"
                                    .formatted(++names + 1_000, rules());
                    case "b2_update_bucket" -> bucket + "," + rules();
                    case "b2_delete_bucket" ->
                            "\"bucketId\":\"" + world.client.bucket("bucket-" + ++names) + "\"";
                    case "b2_copy_file" ->
                            "\"sourceFileId\":\"%s\",\"fileName\":\"copy\",%s"
                                    .formatted(
                                            world.file,
                                            "\"metadataDirective\":\"REPLACE\",\"contentType\":\"a/b\"");
                    case "b2_get_file_info", "b2_download_file_by_id" -> file;
                    case "b2_hide_file" -> bucket + ",\"fileName\":\"" + newFile("fileName") + "\"";
                    case "b2_delete_file_version" ->
                            "\"fileName\":\"%s\",\"fileId\":\"%s\""
                                    .formatted("made", newFile("fileId"));
                    case "b2_get_download_authorization" ->
                            bucket + ",\"fileNamePrefix\":\"\",\"validDurationInSeconds\":60";
                    case "b2_set_bucket_notification_rules" ->
                            bucket + ",\"eventNotificationRules\":[" + RULE + "]";
                    case "carillon_resume_bucket_notification_rule",
                            "carillon_test_bucket_notification_rule" ->
                            bucket + ",\"ruleName\":\"rule-one\"";
                    default -> bucket;
                };
        return "{" + json + "}";
    }

    private static String rules() {
        return "\"corsRules\":[%s],\"lifecycleRules\":[{\"fileNamePrefix\":\"x/\"}]"
                .formatted(CORS);
    }

    private String newKey() throws Exception {
        String json = "{\"keyName\":\"gone\",\"capabilities\":[\"listFiles\"]}";
        JsonNode key = world.client.call("b2_create_key", json).body();
        return key.path("applicationKeyId").asString();
    }

    /** Uploads a file and returns its name or its id. */
    private String newFile(String what) throws Exception {
        JsonNode made =
                world.client
                        .upload(world.bucket, "made", "x", "X-Bz-Content-Sha1", "do_not_verify")
                        .body();
        return made.path(what).asString();
    }

    private Asked upload() throws Exception {
        String json = "{\"bucketId\":\"%s\"}".formatted(world.bucket);
        JsonNode place = world.client.call("b2_get_upload_url", json).body();
        String url = place.path("uploadUrl").asString();
        return new Asked("POST", url.substring(url.indexOf("/b2api/")), "hello", Map.of())
                .with("Authorization", place.path("authorizationToken").asString())
                .with("X-Bz-File-Name", "made")
                .with("X-Bz-Content-Sha1", "do_not_verify");
    }
}
