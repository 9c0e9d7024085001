package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

class WholeChecksumTest {
    private final Random random = new Random(3);

    @ParameterizedTest
    @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
    void joined_is_what_the_whole_has(ChecksumAlgorithm algorithm) {
        for (int round = 0; round < 50; round++) {
            var all = new ByteArrayOutputStream();
            var parts = new ArrayList<WholeChecksum.Part>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] data = new byte[random.nextInt(3) * random.nextInt(70_000)];
                random.nextBytes(data);
                all.writeBytes(data);
                parts.add(new WholeChecksum.Part(sum(algorithm, data), data.length));
            }
            assertThat(WholeChecksum.full(algorithm, parts))
                    .isEqualTo(sum(algorithm, all.toByteArray()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHA1", "SHA256"})
    void others_cannot_be_joined(ChecksumAlgorithm algorithm) {
        assertThat(WholeChecksum.joins(algorithm)).isFalse();
        assertThatThrownBy(() -> WholeChecksum.full(algorithm, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void composite_is_the_checksum_of_checksums_and_their_number() {
        var part = new WholeChecksum.Part(sum(ChecksumAlgorithm.CRC32, new byte[] {'a'}), 1);
        // CRC32 of "a" is e8b7be43; that of e8b7be43e8b7be43 was computed with Python's zlib.
        assertThat(WholeChecksum.composite(ChecksumAlgorithm.CRC32, List.of(part, part)))
                .isEqualTo("qR/SUQ==-2");
    }

    private static Checksum sum(ChecksumAlgorithm algorithm, byte[] data) {
        var sums = new Checksums(Set.of(algorithm));
        sums.update(data, 0, data.length);
        return sums.of(algorithm);
    }
}
