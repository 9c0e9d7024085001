package dev.carillon.store;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.List;

/**
 * A part of an unfinished upload; its data is one file, whatever its size.
 *
 * @param number 1 to {@link Uploads#MAX_PARTS}
 * @param etag MD5 of the data in lower-case hex
 * @param modified the time when it was received, to the microsecond
 * @param checksums of the part
 */
public record UploadPart(
        int number, String etag, Instant modified, List<KeptChecksum> checksums, Extent extent) {
    private static final int FORMAT = 1;

    public UploadPart {
        checksums = List.copyOf(checksums);
    }

    /** Returns the size of the part in bytes. */
    public long size() {
        return extent.length();
    }

    Template write() {
        var out = Template.builder().u8(FORMAT).i32(number).text(etag).micros(modified);
        ObjectRecord.writeChecksums(out, checksums);
        ObjectRecord.writeExtents(out, List.of(extent));
        return out.build();
    }

    static UploadPart read(byte[] value) {
        var in = new BytesReader(value);
        if (in.u8() != FORMAT) {
            throw new IllegalStateException(
                    "a part was written by a newer version: use that version");
        }
        return new UploadPart(
                in.i32(),
                in.text(),
                in.micros(),
                ObjectRecord.readChecksums(in),
                ObjectRecord.readExtents(in).getFirst());
    }
}
