package dev.carillon.store;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;

/**
 * The value under an upload's key. Commits on the upload's parts check its stamp.
 *
 * @param closing whether a completion has begun, which commits only if no part was added since
 */
record UploadRecord(
        Instant started,
        String initiator,
        Attributes attributes,
        String checksum,
        boolean closing) {
    private static final int FORMAT = 1;

    UploadRecord withClosing(boolean closing) {
        return new UploadRecord(started, initiator, attributes, checksum, closing);
    }

    UploadInfo info(String key, long id) {
        return new UploadInfo(key, id, started, initiator, attributes, checksum);
    }

    Template write() {
        var out = Template.builder().u8(FORMAT).u8(closing ? 1 : 0).micros(started);
        out.text(initiator).text(checksum);
        ObjectRecord.writeAttributes(out, attributes);
        return out.build();
    }

    static UploadRecord read(byte[] value) {
        var in = new BytesReader(value);
        if (in.u8() != FORMAT) {
            throw new IllegalStateException(
                    "an upload was written by a newer version: use that version");
        }
        boolean closing = in.u8() == 1;
        Instant started = in.micros();
        String initiator = in.text();
        String checksum = in.text();
        return new UploadRecord(
                started, initiator, ObjectRecord.readAttributes(in), checksum, closing);
    }
}
