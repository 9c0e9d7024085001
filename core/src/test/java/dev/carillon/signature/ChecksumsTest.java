package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;

class ChecksumsTest {
    private static final int TRIES = 200;

    /** Tests the check values of the CRC catalogue and of FIPS 180. */
    @ParameterizedTest
    @CsvSource({
        "CRC32, 123456789, cbf43926",
        "CRC32C, 123456789, e3069283",
        "CRC64NVME, 123456789, ae8b14860a799888",
        "SHA1, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
        "SHA256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    })
    void has_the_known_value(ChecksumAlgorithm algorithm, String data, String hex) {
        assertThat(Base64.getDecoder().decode(all(data.getBytes(US_ASCII)).of(algorithm).value()))
                .isEqualTo(HexFormat.of().parseHex(hex));
    }

    @Test
    void the_md5_is_always_computed() {
        assertThat(HexFormat.of().formatHex(all("abc".getBytes(US_ASCII)).md5()))
                .isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    }

    /** Tests that eight bytes a step give the same as bit by bit, wherever the data is split. */
    @Test
    void crc64_by_table_is_crc64_by_definition() {
        for (int seed = 0; seed < TRIES; seed++) {
            var random = new Random(seed);
            byte[] data = new byte[random.nextInt(300)];
            random.nextBytes(data);
            int cut = random.nextInt(data.length + 1);
            var crc = new Crc64Nvme();
            crc.update(data, 0, cut);
            crc.update(data, cut, data.length - cut);
            assertThat(crc.getValue()).as("seed %d", seed).isEqualTo(byDefinition(data));
        }
    }

    private static long byDefinition(byte[] data) {
        long crc = -1;
        for (byte next : data) {
            crc ^= next & 0xffL;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x9A6C9329AC4BC9B5L;
            }
        }
        return ~crc;
    }

    private static Checksums all(byte[] data) {
        var checksums = new Checksums(EnumSet.allOf(ChecksumAlgorithm.class));
        checksums.update(data, 0, data.length);
        return checksums;
    }
}
