package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

class UploadTest {
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);
    private static final String HELLO_CRC32 = "NhCmhg==";
    private static final String HELLO_MD5 = "XUFAKrxLKna5cZ2REBfFkg==";
    private static final String HELLO_SHA256 =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final int TRIES = 200;

    @Test
    void a_plain_body_is_read_and_its_md5_known() throws IOException {
        var upload = plain(HELLO, put(5));
        assertThat(upload.readAllBytes()).isEqualTo(HELLO);
        assertThat(upload.length()).isEqualTo(5);
        assertThat(upload.md5()).hasSize(16);
        assertThat(upload.checksum()).isEmpty();
    }

    @Test
    void nothing_counts_before_the_end() {
        var upload = plain(HELLO, put(5));
        assertThatThrownBy(upload::md5).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void right_md5_checksum_and_hash_are_accepted_together() throws IOException {
        var request =
                put(5).with("content-md5", HELLO_MD5)
                        .with("x-amz-checksum-crc32", HELLO_CRC32)
                        .with("x-amz-sdk-checksum-algorithm", "CRC32");
        var upload =
                Upload.open(
                        request, new Payload.Hashed(HELLO_SHA256), new ByteArrayInputStream(HELLO));
        assertThat(upload.readAllBytes()).isEqualTo(HELLO);
        assertThat(upload.checksum()).contains(new Checksum(ChecksumAlgorithm.CRC32, HELLO_CRC32));
    }

    @Test
    void a_wrong_md5_checksum_or_hash_is_refused() {
        var wrong = "hellp".getBytes(US_ASCII);
        refused("BadDigest", () -> plain(wrong, put(5).with("content-md5", HELLO_MD5)));
        refused("BadDigest", () -> plain(wrong, put(5).with("x-amz-checksum-crc32", HELLO_CRC32)));
        refused(
                "XAmzContentSHA256Mismatch",
                () -> Upload.open(put(5), new Payload.Hashed(HELLO_SHA256), stream(wrong)));
    }

    @Test
    void headers_that_make_no_sense_are_refused() {
        refused("InvalidDigest", () -> plain(HELLO, put(5).with("content-md5", "abc")));
        refused("InvalidDigest", () -> plain(HELLO, put(5).with("content-md5", "")));
        refused(
                "InvalidRequest",
                () -> plain(HELLO, put(5).with("x-amz-checksum-sha1", "NhCmhg==")));
        refused(
                "InvalidRequest",
                () ->
                        plain(
                                HELLO,
                                put(5).with("x-amz-checksum-crc32", HELLO_CRC32)
                                        .with("x-amz-checksum-crc32c", HELLO_CRC32)));
        refused(
                "InvalidRequest",
                () -> plain(HELLO, put(5).with("x-amz-sdk-checksum-algorithm", "SHA1")));
        refused("MissingContentLength", () -> plain(HELLO, SampleRequest.of("PUT /b/k")));
        refused(
                "InvalidRequest",
                () -> unsigned(new byte[0], chunked(5).with("x-amz-trailer", "x-amz-meta-a")));
        refused("MissingContentLength", () -> unsigned(new byte[0], put(5)));
    }

    @Test
    void a_body_of_another_length_is_refused() {
        refused("IncompleteBody", () -> plain(HELLO, put(6)));
        refused("IncompleteBody", () -> plain(HELLO, put(4)));
    }

    @Test
    void what_the_connection_throws_passes_through() {
        var plain = Upload.open(put(5), new Payload.Unsigned(), new BrokenStream());
        assertThatThrownBy(plain::readAllBytes).isInstanceOf(IOException.class).hasMessage("reset");
        var chunks = Upload.open(chunked(5), new Payload.UnsignedChunks(), new BrokenStream());
        assertThatThrownBy(chunks::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void a_signed_trailer_that_is_not_announced_or_does_not_come_is_refused() {
        byte[] without = ChunkedBody.signed().chunk(HELLO).last().raw("\r\n").bytes();
        var payload = new Payload.SignedChunks(ChunkedBody.newChain(), true);
        refused("MalformedTrailerError", () -> Upload.open(chunked(5), payload, stream(without)));
        var announced = chunked(5).with("x-amz-trailer", "x-amz-checksum-crc32");
        refused("MalformedTrailerError", () -> signed(without, announced));
        byte[] unsigned =
                ChunkedBody.signed()
                        .chunk(HELLO)
                        .last()
                        .raw("x-amz-checksum-crc32:" + HELLO_CRC32 + "\r\n\r\n")
                        .bytes();
        refused("SignatureDoesNotMatch", () -> signed(unsigned, announced));
    }

    @Test
    void unsigned_chunks_with_a_trailer_are_decoded_and_checked() throws IOException {
        byte[] body =
                ChunkedBody.unsigned()
                        .chunk("hel".getBytes(US_ASCII))
                        .chunk("lo".getBytes(US_ASCII))
                        .last()
                        .trailer("x-amz-checksum-crc32", HELLO_CRC32)
                        .raw("\r\n")
                        .bytes();
        var upload = unsigned(body, chunked(5).with("x-amz-trailer", "x-amz-checksum-crc32"));
        assertThat(upload.readAllBytes()).isEqualTo(HELLO);
        assertThat(upload.checksum()).contains(new Checksum(ChecksumAlgorithm.CRC32, HELLO_CRC32));
    }

    @Test
    void a_wrong_missing_unannounced_or_repeated_trailer_is_refused() {
        var announced = chunked(5).with("x-amz-trailer", "x-amz-checksum-crc32");
        refused(
                "BadDigest",
                () -> unsigned(trailed("x-amz-checksum-crc32:AAAAAA==\r\n"), announced));
        refused("InvalidRequest", () -> unsigned(trailed("x-amz-checksum-crc32:?\r\n"), announced));
        refused("MalformedTrailerError", () -> unsigned(trailed(""), announced));
        refused("MalformedTrailerError", () -> unsigned(trailed("nonsense\r\n"), announced));
        String right = "x-amz-checksum-crc32:" + HELLO_CRC32 + "\r\n";
        refused("MalformedTrailerError", () -> unsigned(trailed(right), chunked(5)));
        refused("MalformedTrailerError", () -> unsigned(trailed(right + right), announced));
        refused(
                "MalformedTrailerError",
                () -> unsigned(trailed("x:" + "y".repeat(5_000) + "\r\n"), announced));
    }

    @Test
    void chunks_that_lie_about_their_size_are_refused() {
        refused("InvalidChunkSizeError", () -> unsigned("zz\r\nhello\r\n"));
        refused("InvalidChunkSizeError", () -> unsigned("-5\r\nhello\r\n"));
        refused("InvalidChunkSizeError", () -> unsigned("fffffffffffffffff\r\nhello\r\n"));
        refused("InvalidChunkSizeError", () -> unsigned("4\r\nhello\r\n0\r\n\r\n"));
        refused("InvalidChunkSizeError", () -> unsigned("6\r\nhello!\r\n0\r\n\r\n"));
        refused("InvalidChunkSizeError", () -> unsigned("5;" + "x".repeat(2_000) + "\r\n"));
        refused("IncompleteBody", () -> unsigned("4\r\nhell\r\n0\r\n\r\n"));
        refused("IncompleteBody", () -> unsigned("5\r\nhello\r\n"));
        refused("IncompleteBody", () -> unsigned("5\r\nhel"));
        refused("IncompleteBody", () -> unsigned("5\r\nhello\r\n0\r\n"));
        refused("InvalidRequest", () -> unsigned("5\r\nhello\r\n0\r\n\r\nmore"));
    }

    @Test
    void signed_chunks_are_verified_along_their_chain() throws IOException {
        byte[] data = new byte[200_000];
        new Random(1).nextBytes(data);
        byte[] body =
                ChunkedBody.signed()
                        .chunk(Arrays.copyOfRange(data, 0, 131_072))
                        .chunk(Arrays.copyOfRange(data, 131_072, data.length))
                        .last()
                        .raw("\r\n")
                        .bytes();
        assertThat(signed(body, chunked(data.length)).readAllBytes()).isEqualTo(data);
    }

    @Test
    void a_signed_trailer_is_verified() throws IOException {
        var request = chunked(5).with("x-amz-trailer", "x-amz-checksum-crc32");
        assertThat(signed(signedWithTrailer(), request).readAllBytes()).isEqualTo(HELLO);
    }

    /** Tests that an upload is refused whichever byte is changed. */
    @Test
    void a_flipped_byte_anywhere_in_signed_chunks_is_refused() {
        byte[] right = signedWithTrailer();
        var request = chunked(5).with("x-amz-trailer", "x-amz-checksum-crc32");
        for (int seed = 0; seed < TRIES; seed++) {
            var random = new Random(seed);
            byte[] body = right.clone();
            int at = random.nextInt(body.length);
            body[at] ^= (byte) (1 << random.nextInt(5));
            var upload = signed(body, request);
            assertThatThrownBy(upload::readAllBytes)
                    .as("seed %d, byte %d of %d", seed, at, body.length)
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void signed_chunks_out_of_order_or_left_out_are_refused() {
        byte[] first = new byte[100];
        byte[] second = new byte[50];
        byte[] both = ChunkedBody.signed().chunk(first).chunk(second).last().raw("\r\n").bytes();
        String text = new String(both, US_ASCII);
        int cut = text.indexOf("32;chunk");
        String withoutFirst = text.substring(cut);
        refused(
                "SignatureDoesNotMatch",
                () -> signed(withoutFirst.getBytes(US_ASCII), chunked(50)));
        refused(
                "SignatureDoesNotMatch",
                () -> signed("5\r\nhello\r\n".getBytes(US_ASCII), chunked(5)));
    }

    @Test
    void an_empty_upload_is_an_upload() throws IOException {
        assertThat(plain(new byte[0], put(0)).readAllBytes()).isEmpty();
        byte[] body = ChunkedBody.signed().last().raw("\r\n").bytes();
        assertThat(signed(body, chunked(0)).readAllBytes()).isEmpty();
    }

    private static byte[] signedWithTrailer() {
        return ChunkedBody.signed()
                .chunk(HELLO)
                .last()
                .trailer("x-amz-checksum-crc32", HELLO_CRC32)
                .raw("\r\n")
                .bytes();
    }

    private static byte[] trailed(String trailers) {
        return ChunkedBody.unsigned().chunk(HELLO).last().raw(trailers + "\r\n").bytes();
    }

    private static Upload plain(byte[] body, SampleRequest request) {
        return Upload.open(request, new Payload.Unsigned(), stream(body));
    }

    private static Upload unsigned(String body) {
        return unsigned(body.getBytes(US_ASCII), chunked(5));
    }

    private static Upload unsigned(byte[] body, SampleRequest request) {
        return Upload.open(request, new Payload.UnsignedChunks(), stream(body));
    }

    private static Upload signed(byte[] body, SampleRequest request) {
        boolean trailers = request.header("x-amz-trailer").isPresent();
        var payload = new Payload.SignedChunks(ChunkedBody.newChain(), trailers);
        return Upload.open(request, payload, stream(body));
    }

    private static SampleRequest put(long length) {
        return SampleRequest.of("PUT /b/k", "content-length", "" + length);
    }

    private static SampleRequest chunked(long length) {
        return SampleRequest.of("PUT /b/k", "x-amz-decoded-content-length", "" + length);
    }

    private static InputStream stream(byte[] body) {
        return new ByteArrayInputStream(body);
    }

    private static void refused(String code, Opening opening) {
        ThrowingCallable reading = () -> opening.open().readAllBytes();
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        exception -> assertThat(exception.refusal().code().text()).isEqualTo(code));
    }

    private interface Opening {
        Upload open();
    }

    /** A connection that breaks. */
    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("reset");
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            throw new IOException("reset");
        }
    }
}
