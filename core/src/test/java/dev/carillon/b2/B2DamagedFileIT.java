package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tests of a large file whose data is damaged on disk, through the B2 API. */
class B2DamagedFileIT {
    private static final int BLOCK = 65_536;

    @TempDir Path data;

    @Test
    void a_download_never_hands_out_damaged_data() throws Exception {
        try (var world = new B2World(data)) {
            String text = "0123456789abcdef".repeat(BLOCK);
            var said =
                    world.client.upload(
                            world.bucket, "big", text, "X-Bz-Content-Sha1", "do_not_verify");
            assertThat(said.status()).as(said.message()).isEqualTo(200);
            String[] token = {"Authorization", world.client.token()};
            assertThat(world.client.raw("GET", "/file/bucket-one/big", token).body())
                    .isEqualTo(text);

            flip(15 * BLOCK + 1);
            assertThatThrownBy(() -> world.client.raw("GET", "/file/bucket-one/big", token))
                    .isInstanceOf(IOException.class);
            assertThat(world.client.raw("HEAD", "/file/bucket-one/big", token).statusCode())
                    .isEqualTo(200);

            flip(1);
            var broken = world.client.raw("GET", "/file/bucket-one/big", token);
            assertThat(broken.statusCode()).isEqualTo(500);
            assertThat(broken.body()).contains("\"code\":\"internal_error\"");
        }
    }

    private void flip(int at) throws IOException {
        Path file;
        try (var all = Files.walk(data.resolve("objects"))) {
            file = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
