package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Tests that an object larger than the heap passes in both directions through a server. {@code
 * -Dcarillon.large=MIB} for another size: CI takes a gibibyte.
 */
class S3LargeObjectIT {
    private static final long BYTES = Long.getLong("carillon.large", 256) << 20;

    @TempDir Path directory;

    @Test
    @Timeout(180)
    void a_large_object_both_ways_in_a_small_heap() throws IOException, InterruptedException {
        Process server = start();
        try (BufferedReader out = server.inputReader()) {
            int port = Integer.parseInt(out.readLine().substring("port ".length()));
            try (var s3 = S3World.builder("http://127.0.0.1:" + port).build()) {
                roundTrip(s3);
            }
        } finally {
            server.getOutputStream().close();
            assertThat(server.waitFor()).isZero();
        }
    }

    private static void roundTrip(S3Client s3) throws IOException {
        s3.createBucket(builder -> builder.bucket("bucket"));
        s3.putObject(
                builder -> builder.bucket("bucket").key("large"),
                RequestBody.fromContentProvider(Pattern::new, BYTES, "x/y"));
        try (var back = s3.getObject(builder -> builder.bucket("bucket").key("large"))) {
            assertThat(back.response().contentLength()).isEqualTo(BYTES);
            assertThat(sum(back)).isEqualTo(sum(new Pattern()));
        }
        try (var tail =
                s3.getObject(builder -> builder.bucket("bucket").key("large").range("bytes=-5"))) {
            assertThat(tail.readAllBytes()).isEqualTo(Pattern.lastBytes(5));
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        S3Process.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long sum(InputStream in) throws IOException {
        var sum = new CRC32C();
        byte[] buffer = new byte[131_072];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            sum.update(buffer, 0, n);
        }
        return sum.getValue();
    }

    /** A stream that repeats the same mebibyte, each time preceded by its number. */
    private static final class Pattern extends InputStream {
        private static final int BLOCK_BYTES = 1 << 20;
        private static final byte[] RANDOM = new byte[BLOCK_BYTES];

        static {
            new Random(1).nextBytes(RANDOM);
        }

        private final byte[] block = RANDOM.clone();
        private long at;

        static byte[] lastBytes(int count) {
            return Arrays.copyOfRange(RANDOM, BLOCK_BYTES - count, BLOCK_BYTES);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (at == BYTES) {
                return -1;
            }
            int from = (int) (at % BLOCK_BYTES);
            if (from == 0) {
                byte[] number = Long.toString(at / BLOCK_BYTES).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(number, 0, block, 0, number.length);
            }
            int count = Math.min(length, BLOCK_BYTES - from);
            System.arraycopy(block, from, to, offset, count);
            at += count;
            return count;
        }
    }
}
