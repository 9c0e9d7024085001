package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The worked examples of the AWS documentation of Signature Version 4 for S3. */
class SigV4AwsExamplesTest {
    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final AccessKey KEY =
            new AccessKey(
                    "AKIAIOSFODNN7EXAMPLE",
                    Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                    "root");
    private static final String CREDENTIAL =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,";
    private static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final SigV4 sigV4 = new SigV4(Set.of("s3"), "us-east-1", InstantSource.fixed(NOW));

    @Test
    void get_object_with_a_range() {
        assertThat(
                        verify(
                                SampleRequest.of(
                                        "GET /test.txt",
                                        "authorization",
                                        CREDENTIAL
                                                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                                                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                                        "host",
                                        "examplebucket.s3.amazonaws.com",
                                        "range",
                                        "bytes=0-9",
                                        "x-amz-content-sha256",
                                        EMPTY,
                                        "x-amz-date",
                                        "20130524T000000Z")))
                .isEqualTo(new Verdict.Verified(KEY, new Payload.Hashed(EMPTY)));
    }

    @Test
    void put_object_with_an_escaped_key() {
        assertThat(
                        verify(
                                SampleRequest.of(
                                        "PUT /test%24file.text",
                                        "authorization",
                                        CREDENTIAL
                                                + "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
                                                + "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
                                        "date",
                                        "Fri, 24 May 2013 00:00:00 GMT",
                                        "host",
                                        "examplebucket.s3.amazonaws.com",
                                        "x-amz-content-sha256",
                                        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
                                        "x-amz-date",
                                        "20130524T000000Z",
                                        "x-amz-storage-class",
                                        "REDUCED_REDUNDANCY")))
                .isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void get_bucket_lifecycle() {
        assertThat(
                        verify(
                                signedAsAlways(
                                        "GET /?lifecycle",
                                        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")))
                .isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void list_objects() {
        assertThat(
                        verify(
                                signedAsAlways(
                                        "GET /?max-keys=2&prefix=J",
                                        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")))
                .isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void a_presigned_url() {
        var request =
                SampleRequest.of(
                        "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
                            + "&X-Amz-SignedHeaders=host"
                            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                        "host", "examplebucket.s3.amazonaws.com");
        assertThat(verify(request)).isEqualTo(new Verdict.Verified(KEY, new Payload.Unsigned()));
    }

    @Test
    void a_chunked_upload() {
        var upload = chunkedUpload();
        assertThat(upload.length()).isEqualTo(66_560);
        assertThat(Arrays.equals(readAll(upload), as(66_560))).isTrue();
    }

    private Upload chunkedUpload() {
        var request =
                SampleRequest.of(
                        "PUT /examplebucket/chunkObject.txt",
                        "authorization",
                        CREDENTIAL
                                + "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,"
                                + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                        "content-encoding",
                        "aws-chunked",
                        "content-length",
                        "66824",
                        "host",
                        "s3.amazonaws.com",
                        "x-amz-content-sha256",
                        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                        "x-amz-date",
                        "20130524T000000Z",
                        "x-amz-decoded-content-length",
                        "66560",
                        "x-amz-storage-class",
                        "REDUCED_REDUNDANCY");
        assertThat(verify(request)).isInstanceOf(Verdict.Verified.class);
        var body = new ByteArrayOutputStream();
        chunk(body, 65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
        chunk(body, 1_024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
        chunk(body, 0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
        assertThat(body.size()).isEqualTo(66_824);
        var payload = ((Verdict.Verified) verify(request)).payload();
        return Upload.open(request, payload, new ByteArrayInputStream(body.toByteArray()));
    }

    private static void chunk(ByteArrayOutputStream to, int size, String signature) {
        to.writeBytes(
                (Integer.toHexString(size) + ";chunk-signature=" + signature + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        to.writeBytes(as(size));
        to.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] as(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'a');
        return bytes;
    }

    private static byte[] readAll(Upload upload) {
        try {
            return upload.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SampleRequest signedAsAlways(String line, String signature) {
        return SampleRequest.of(
                line,
                "authorization",
                CREDENTIAL
                        + "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature="
                        + signature,
                "host",
                "examplebucket.s3.amazonaws.com",
                "x-amz-content-sha256",
                EMPTY,
                "x-amz-date",
                "20130524T000000Z");
    }

    private Verdict verify(SampleRequest request) {
        return sigV4.verify(
                request, id -> id.equals(KEY.id()) ? Optional.of(KEY) : Optional.empty());
    }
}
