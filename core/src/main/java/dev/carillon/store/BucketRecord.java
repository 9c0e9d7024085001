package dev.carillon.store;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.util.HexFormat;

/**
 * The value under a bucket's key: what the bucket is, and the fence its objects' commits check.
 *
 * @param closing someone is about to remove the bucket, having seen it empty
 */
record BucketRecord(BucketInfo info, boolean closing) {
    private static final int FORMAT = 1;
    private static final int NEVER_VERSIONED = 0;

    static String idText(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    BucketRecord withClosing(boolean closing) {
        return new BucketRecord(info, closing);
    }

    byte[] write() {
        return Template.builder()
                .u8(FORMAT)
                .i64(info.id())
                .u8(closing ? 1 : 0)
                .u8(NEVER_VERSIONED)
                .i64(Micros.of(info.created()))
                .text(info.owner())
                .array();
    }

    static BucketRecord read(String name, byte[] value) {
        var in = new BytesReader(value);
        if (in.u8() != FORMAT) {
            throw new IllegalStateException(
                    "bucket " + name + " was written by a newer version: use that version");
        }
        long id = in.i64();
        boolean closing = in.u8() == 1;
        int versioning = in.u8();
        if (versioning != NEVER_VERSIONED) {
            throw new IllegalStateException(
                    "bucket "
                            + name
                            + " keeps versions, which this version cannot: use a newer one");
        }
        var created = Micros.instant(in.i64());
        return new BucketRecord(new BucketInfo(name, id, created, in.text()), closing);
    }
}
