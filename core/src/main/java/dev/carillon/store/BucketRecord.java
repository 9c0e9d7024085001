package dev.carillon.store;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.util.HexFormat;
import java.util.Map;

/**
 * The value under a bucket's key. Commits on the bucket's objects check its stamp.
 *
 * @param closing whether a removal has begun, which commits only if no object was added since
 */
record BucketRecord(BucketInfo info, boolean closing) {
    private static final int FORMAT = 2;
    private static final int WITHOUT_PROPERTIES = 1;

    static String idText(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    BucketRecord withClosing(boolean closing) {
        return new BucketRecord(info, closing);
    }

    BucketRecord with(BucketInfo other) {
        return new BucketRecord(other, closing);
    }

    byte[] write() {
        return Template.builder()
                .u8(FORMAT)
                .i64(info.id())
                .u8(closing ? 1 : 0)
                .u8(info.versioning().code())
                .micros(info.created())
                .text(info.owner())
                .i64(info.revision())
                .map(info.properties())
                .array();
    }

    static BucketRecord read(String name, byte[] value) {
        var in = new BytesReader(value);
        int format = in.u8();
        if (format != FORMAT && format != WITHOUT_PROPERTIES) {
            throw new IllegalStateException(
                    "bucket " + name + " was written by a newer version: use that version");
        }
        long id = in.i64();
        boolean closing = in.u8() == 1;
        var versioning = Versioning.of(in.u8());
        var created = in.micros();
        String owner = in.text();
        boolean old = format == WITHOUT_PROPERTIES;
        long revision = old ? 1 : in.i64();
        Map<String, String> properties = old ? Map.of() : in.map();
        var info = new BucketInfo(name, id, created, owner, versioning, revision, properties);
        return new BucketRecord(info, closing);
    }
}
