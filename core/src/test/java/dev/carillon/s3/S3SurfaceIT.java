package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.s3.RawS3.Reply;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sends every header and parameter of AWS's model of S3 to its call, and checks that each is
 * supported or refused. It sends invalid values if possible: an error in the answer shows that the
 * value was read. The effect of accepted values is checked here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3SurfaceIT {
    private static final String PAST = "Mon, 01 Jan 2001 00:00:00 GMT";
    private static final String FUTURE = "Tue, 01 Jan 2126 00:00:00 GMT";
    private static final String OWNER = "x-amz-expected-bucket-owner";

    /** Values that show whether they are read, for names for which "probe" does not. */
    private static final Map<String, String> TELLING =
            Map.of(
                    "if-none-match", "*",
                    "if-modified-since", FUTURE,
                    "if-unmodified-since", PAST,
                    "x-amz-copy-source-if-none-match", "*",
                    "x-amz-copy-source-if-modified-since", FUTURE,
                    "x-amz-copy-source-if-unmodified-since", PAST,
                    "range", "bytes=100-",
                    "x-amz-tagging", "probe=1",
                    "fetch-owner", "true",
                    "delimiter", "e");

    /** Operations that are answered as never set, whatever was set before. */
    private static final Set<String> NEVER_SET =
            Set.of(
                    "GetBucketTagging",
                    "GetBucketPolicy",
                    "GetBucketPolicyStatus",
                    "GetBucketLifecycleConfiguration",
                    "GetBucketCors",
                    "GetBucketEncryption",
                    "GetObjectLockConfiguration",
                    "GetBucketWebsite",
                    "GetBucketReplication",
                    "GetBucketOwnershipControls",
                    "GetPublicAccessBlock",
                    "GetObjectRetention",
                    "GetObjectLegalHold");

    private static final Set<String> BUILT =
            Set.of(
                    "AbortMultipartUpload",
                    "CompleteMultipartUpload",
                    "CopyObject",
                    "CreateBucket",
                    "CreateMultipartUpload",
                    "DeleteBucket",
                    "DeleteBucketCors",
                    "DeleteBucketEncryption",
                    "DeleteBucketLifecycle",
                    "DeleteBucketOwnershipControls",
                    "DeleteBucketPolicy",
                    "DeleteBucketReplication",
                    "DeleteBucketTagging",
                    "DeleteBucketWebsite",
                    "DeleteObject",
                    "DeleteObjectTagging",
                    "DeleteObjects",
                    "DeletePublicAccessBlock",
                    "GetBucketAcl",
                    "GetBucketLocation",
                    "GetBucketNotificationConfiguration",
                    "GetBucketVersioning",
                    "GetObject",
                    "GetObjectAcl",
                    "GetObjectAttributes",
                    "GetObjectTagging",
                    "HeadBucket",
                    "HeadObject",
                    "ListBuckets",
                    "ListMultipartUploads",
                    "ListObjectVersions",
                    "ListObjects",
                    "ListObjectsV2",
                    "ListParts",
                    "PutBucketNotificationConfiguration",
                    "PutBucketVersioning",
                    "PutObject",
                    "PutObjectTagging",
                    "UploadPart",
                    "UploadPartCopy");

    @TempDir static Path directory;

    private S3World world;
    private RawS3 raw;
    private int names;

    @BeforeAll
    void start() throws IOException {
        world = new S3World(directory);
        raw = new RawS3(world.port());
        send(request("PUT", "/bucket", ""));
        send(request("PUT", "/bucket/there", "x"));
        String upload = upload("/bucket/parts");
        assertThat(send(complete("/bucket/parts", upload)).status()).isEqualTo(200);
        makeOfSummedPart("/bucket/summed");
    }

    /** Creates an object whose only part has a checksum. */
    private void makeOfSummedPart(String target) throws IOException {
        var start = request("POST", target + "?uploads", "");
        String upload = uploadId(send(start.with("x-amz-checksum-algorithm", "SHA256")));
        var part = request("PUT", target + "?partNumber=1&uploadId=" + upload, "x");
        send(part.with("x-amz-checksum-sha256", "LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE="));
        assertThat(send(complete(target, upload)).status()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    static Stream<AwsModel.Operation> operations() {
        return AwsModel.operations().stream();
    }

    @Test
    void the_model_is_read() {
        assertThat(AwsModel.operations())
                .hasSizeGreaterThan(100)
                .extracting(AwsModel.Operation::name)
                .containsAll(BUILT)
                .containsAll(NEVER_SET);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nothing_is_dropped_unseen(AwsModel.Operation operation) throws IOException {
        Reply plain = send(base(operation));
        if (!BUILT.contains(operation.name())) {
            int status = NEVER_SET.contains(operation.name()) ? 404 : 501;
            assertThat(plain.status()).as("the call itself").isEqualTo(status);
        } else {
            assertThat(plain.status()).as(plain.text()).isBetween(200, 299);
        }
        for (String header : operation.headers()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (!name.equals("content-length")) {
                probe(operation, name.equals("x-amz-meta-") ? name + "probe" : name, true, plain);
            }
        }
        for (String parameter : operation.parameters()) {
            probe(operation, parameter, false, plain);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_header_that_nobody_knows_is_refused_on_a_change(AwsModel.Operation operation)
            throws IOException {
        Reply reply = send(base(operation).with("x-amz-nobody-knows", "1"));
        boolean reads = Set.of("GET", "HEAD").contains(operation.method());
        if (!reads) {
            assertThat(reply.status()).isEqualTo(501);
        } else if (BUILT.contains(operation.name())
                && !operation.name().equals("GetBucketNotificationConfiguration")) {
            assertThat(reply.status()).isBetween(200, 299);
        }
    }

    @Test
    void a_parameter_that_nobody_knows_counts_where_configuration_changes() throws IOException {
        for (AwsModel.Operation operation : AwsModel.operations()) {
            if (!BUILT.contains(operation.name())) {
                continue;
            }
            Request request = base(operation);
            Reply reply = send(request.parameter("nobody", "1").parameter("x-id", "Any"));
            boolean ofBucket =
                    !operation.ofObject() && Set.of("PUT", "DELETE").contains(operation.method());
            boolean configures = ofBucket || operation.query().equals("notification");
            assertThat(reply.status() == 400).as(operation + reply.text()).isEqualTo(configures);
            assertThat(reply.status() < 300).as(operation.name()).isEqualTo(!configures);
        }
    }

    /** A request to which more can be added. */
    private record Request(String method, String target, String body, Map<String, String> headers) {
        Request with(String name, String value) {
            var more = new HashMap<>(headers);
            more.put(name, value);
            return new Request(method, target, body, more);
        }

        Request parameter(String name, String value) {
            String kept = target.replaceAll("([?&])" + Pattern.quote(name) + "=[^&]*", "$1");
            return new Request(
                    method,
                    kept + (kept.contains("?") ? "&" : "?") + name + "=" + value,
                    body,
                    headers);
        }
    }

    private void probe(AwsModel.Operation operation, String name, boolean header, Reply plain)
            throws IOException {
        Request base = base(operation);
        String value = TELLING.getOrDefault(name, "probe");
        Request sent = header ? base.with(name, value) : base.parameter(name, value);
        if (name.equals("upload-id-marker") || name.equals("version-id-marker")) {
            sent = sent.parameter("key-marker", "a");
        }
        Reply reply = send(sent);
        String what = operation + " " + name;
        if (name.equals(OWNER) && (plain.status() < 300 || plain.status() == 404)) {
            assertThat(reply.status()).as(what).isEqualTo(403);
        } else if (reply.status() < 300) {
            assertThat(effect(sent, name, value, reply)).as(what + " has no effect").isTrue();
        } else if (plain.status() < 300) {
            assertThat(reply.status()).as(what + reply.text()).isBetween(300, 501);
        }
    }

    /** Returns whether an accepted value has its effect in the answer. */
    private boolean effect(Request sent, String name, String value, Reply reply)
            throws IOException {
        return switch (name) {
            case "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-type",
                    "expires",
                    "x-amz-meta-probe" ->
                    head(made(sent, reply)).contains(name + ": " + value);
            case "x-amz-tagging" ->
                    send(request("GET", made(sent, reply) + "?tagging", ""))
                            .text()
                            .contains("<Key>probe</Key>");
            case "response-cache-control",
                    "response-content-disposition",
                    "response-content-encoding",
                    "response-content-language",
                    "response-content-type",
                    "response-expires" ->
                    reply.text()
                            .toLowerCase(Locale.ROOT)
                            .contains(name.substring("response-".length()) + ": " + value);
            case "prefix", "bucket-region" ->
                    !reply.text().contains("<Key>") && !reply.text().contains("<Bucket><Name>");
            case "marker", "key-marker", "start-after" ->
                    !reply.text().contains("<Key>made") && !reply.text().contains("<Key>parts");
            case "delimiter" ->
                    reply.text().contains("<CommonPrefixes>")
                            || reply.text().contains("<Delimiter>");
            case "fetch-owner" -> reply.text().contains("<Owner>");
            default -> false;
        };
    }

    /** Returns the object that a request created, once it is complete. */
    private String made(Request sent, Reply reply) throws IOException {
        String target = sent.target().replaceAll("\\?.*", "");
        if (sent.target().contains("?uploads")) {
            String upload = uploadId(reply);
            part(target, upload);
            assertThat(send(complete(target, upload)).status()).isEqualTo(200);
        }
        return target;
    }

    private String head(String target) throws IOException {
        return send(request("HEAD", target, "")).text().toLowerCase(Locale.ROOT);
    }

    /** Returns a valid request of an operation, if it is supported. */
    private Request base(AwsModel.Operation operation) throws IOException {
        String query = operation.query().isEmpty() ? "" : "?" + operation.query();
        String target = (operation.ofObject() ? "/bucket/there" : "/bucket") + query;
        String body = "";
        var headers = new HashMap<String, String>();
        send(request("PUT", "/bucket/there", "x"));
        switch (operation.name()) {
            case "ListBuckets" -> target = "/";
            case "ListDirectoryBuckets" -> target = "/?max-directory-buckets=3";
            case "WriteGetObjectResponse" -> target = "/WriteGetObjectResponse";
            case "CreateBucket" -> target = "/bucket-" + ++names;
            case "DeleteBucket" -> {
                target = "/bucket-" + ++names;
                send(request("PUT", target, ""));
            }
            case "PutObject", "CopyObject", "CreateMultipartUpload" -> {
                target = "/bucket/made" + query;
                send(request("PUT", "/bucket/made", ""));
            }
            case "DeleteObjects" -> body = "<Delete><Object><Key>nobody</Key></Object></Delete>";
            case "PutObjectTagging" -> body = "<Tagging><TagSet></TagSet></Tagging>";
            case "PutBucketVersioning" -> {
                target = "/bucket-versions?versioning";
                send(request("PUT", "/bucket-versions", ""));
                body =
                        "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
            }
            case "PutBucketNotificationConfiguration" -> body = "<NotificationConfiguration/>";
            case "GetObjectAttributes" -> {
                target = "/bucket/summed?attributes";
                headers.put("x-amz-object-attributes", "ETag,ObjectParts");
            }
            default -> {}
        }
        if (operation.name().contains("Copy")) {
            headers.put("x-amz-copy-source", "/bucket/parts");
        }
        if (operation.name().equals("CopyObject")) {
            headers.put("x-amz-metadata-directive", "REPLACE");
            headers.put("x-amz-tagging-directive", "REPLACE");
        }
        var request = new Request(operation.method(), target, body, headers);
        return operation.parameters().contains("uploadId") ? ofUpload(request) : request;
    }

    private Request ofUpload(Request request) throws IOException {
        String upload = upload("/bucket/there");
        String target = "/bucket/there?uploadId=" + upload;
        return switch (request.method()) {
            case "POST" -> complete("/bucket/there", upload);
            case "PUT" ->
                    new Request("PUT", target + "&partNumber=1", request.body(), request.headers());
            default -> new Request(request.method(), target, "", Map.of());
        };
    }

    /** Starts an upload and sends its only part. */
    private String upload(String target) throws IOException {
        String upload = uploadId(send(request("POST", target + "?uploads", "")));
        part(target, upload);
        return upload;
    }

    private void part(String target, String upload) throws IOException {
        send(request("PUT", target + "?partNumber=1&uploadId=" + upload, "x"));
    }

    private static String uploadId(Reply reply) {
        String text = reply.text();
        return text.substring(text.indexOf("<UploadId>") + 10, text.indexOf("</UploadId>"));
    }

    private static Request complete(String target, String upload) {
        return request(
                "POST",
                target + "?uploadId=" + upload,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>"
                        + "<ETag>9dd4e461268c8034f5c8564e155c67a6</ETag></Part>"
                        + "</CompleteMultipartUpload>");
    }

    private static Request request(String method, String target, String body) {
        return new Request(method, target, body, Map.of());
    }

    private Reply send(Request request) throws IOException {
        return raw.send(request.method(), request.target(), request.body(), request.headers());
    }
}
