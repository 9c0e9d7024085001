package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.Template;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class ObjectRecordTest {
    private static final List<KeptChecksum> OF_PARTS =
            List.of(new KeptChecksum("CRC32C", "AAAAAA=="), new KeptChecksum("CRC32C", "BBBBBB=="));

    @Test
    void the_checksums_of_parts_are_read_back() {
        StoredObject object = object(OF_PARTS);
        assertThat(ObjectRecord.read("k", ObjectRecord.write(object).bytes())).isEqualTo(object);
    }

    @Test
    void a_record_written_before_part_checksums_were_kept_has_none() {
        assertThat(ObjectRecord.read("k", withoutPartChecksums().bytes()))
                .isEqualTo(object(List.of()));
    }

    @Test
    void an_object_without_part_checksums_is_written_as_before() {
        assertThat(ObjectRecord.write(object(List.of())).bytes())
                .isEqualTo(withoutPartChecksums().bytes());
    }

    private static StoredObject object(List<KeptChecksum> ofParts) {
        return new StoredObject(
                "k",
                7,
                false,
                true,
                11,
                "abc-2",
                Instant.ofEpochSecond(1),
                Attributes.none(),
                List.of(new KeptChecksum("CRC32C", "CCCCCC==-2")),
                new Placement.Files(List.of(new Extent(3, 1, 5, true), new Extent(3, 2, 6, false))),
                ofParts);
    }

    /** Returns the layout from before part checksums, written out byte for byte. */
    private static Template withoutPartChecksums() {
        int none = 0;
        return Template.builder()
                .u8(1)
                .i64(7)
                .u8(2)
                .i64(11)
                .text("abc-2")
                .i64(1_000_000)
                .i32(none)
                .i32(none)
                .i32(none)
                .i32(1)
                .text("CRC32C")
                .text("CCCCCC==-2")
                .u8(2)
                .i32(2)
                .i64(3)
                .i64(1)
                .i64(5 | Long.MIN_VALUE)
                .i64(3)
                .i64(2)
                .i64(6)
                .build();
    }
}
