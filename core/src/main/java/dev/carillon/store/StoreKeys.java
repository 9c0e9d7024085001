package dev.carillon.store;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.KeyTable;
import dev.carillon.state.Template;

import java.util.Arrays;
import java.util.Optional;

/**
 * The keys of the store. {@link KeyTable} lists them and their values, which {@link BucketRecord},
 * {@link ObjectRecord}, {@link UploadRecord}, {@link UploadPart} and {@link Garbage} write. {@link
 * Template.Builder#sortedText} sorts as UTF-8 does, so lists are in that order.
 */
final class StoreKeys {

    private static final int TEXT_END_BYTES = 2;

    private StoreKeys() {}

    static Key bucket(String name) {
        return KeyTable.BUCKET.start().sortedText(name).key();
    }

    static Key buckets() {
        return KeyTable.BUCKET.all();
    }

    static String bucketName(Key bucket) {
        var in = new BytesReader(bucket.bytes());
        in.u8();
        return in.sortedText();
    }

    static Key bucketId() {
        return KeyTable.BUCKET_ID.all();
    }

    static Key object(long bucketId, String key) {
        return KeyTable.OBJECT.start().i64(bucketId).sortedText(key).key();
    }

    /** Returns the prefix of the keys of all objects whose names begin with {@code prefix}. */
    static Key objects(long bucketId, String prefix) {
        byte[] whole = object(bucketId, prefix).bytes();
        return Key.of(Arrays.copyOf(whole, whole.length - TEXT_END_BYTES));
    }

    static String objectKey(Key object) {
        var in = new BytesReader(object.bytes());
        in.u8();
        in.i64();
        return in.sortedText();
    }

    /** Returns the prefix of the keys of all older versions in a bucket. */
    static Key versions(long bucketId) {
        return KeyTable.VERSION.start().i64(bucketId).key();
    }

    /** Returns the prefix of the keys of all older versions of an object. */
    static Key versions(long bucketId, String key) {
        return KeyTable.VERSION.start().i64(bucketId).sortedText(key).key();
    }

    /** Returns the key of an older version; newer versions sort first. */
    static Key version(long bucketId, String key, long stamp) {
        return KeyTable.VERSION.start().i64(bucketId).sortedText(key).i64(~stamp).key();
    }

    /** Returns the key under which a bucket's name is found by its id. */
    static Key bucketName(long bucketId) {
        return KeyTable.BUCKET_NAME.start().i64(bucketId).key();
    }

    /** Returns the stamp key of the version that this commit makes. */
    static Template newStamp() {
        return KeyTable.STAMP.start().hole(new Hole.Stamp()).build();
    }

    static Key stamp(long stamp) {
        return KeyTable.STAMP.start().i64(stamp).key();
    }

    static Template stampValue(long bucketId, String key) {
        return Template.builder().i64(bucketId).text(key).build();
    }

    /** Returns the object's key that is stored under a stamp, if it belongs to that bucket. */
    static Optional<String> keyOfStamp(byte[] value, long bucketId) {
        var in = new BytesReader(value);
        return in.i64() == bucketId ? Optional.of(in.text()) : Optional.empty();
    }

    /** Returns the key for the data of the version that this commit makes. */
    static Template newInline() {
        return KeyTable.INLINE.start().hole(new Hole.Stamp()).build();
    }

    static Key inline(long stamp) {
        return KeyTable.INLINE.start().i64(stamp).key();
    }

    /** Returns the prefix of the keys of all extents. */
    static Key extents() {
        return KeyTable.EXTENT.all();
    }

    static Key extent(long run, long number) {
        return KeyTable.EXTENT.start().i64(run).i64(number).key();
    }

    /** Returns the key for the extents that this commit unnames. */
    static Template newGarbage() {
        return KeyTable.GARBAGE.start().hole(new Hole.Stamp()).build();
    }

    /** Returns the key for the second set of extents that this commit unnames. */
    static Template newSecondGarbage() {
        return KeyTable.GARBAGE.start().hole(new Hole.Stamp()).u8(1).build();
    }

    static Key garbage() {
        return KeyTable.GARBAGE.all();
    }

    /** Returns the key of the upload that this commit starts. */
    static Template newUpload(long bucketId, String key) {
        return uploadTo(bucketId, key).hole(new Hole.Stamp()).build();
    }

    static Key upload(long bucketId, String key, long id) {
        return uploadTo(bucketId, key).i64(id).key();
    }

    /** Returns the prefix of the keys of all uploads to one object. */
    static Key uploadsTo(long bucketId, String key) {
        return uploadTo(bucketId, key).key();
    }

    /**
     * Returns the prefix of the keys of all uploads to objects whose names begin with {@code
     * prefix}.
     */
    static Key uploads(long bucketId, String prefix) {
        byte[] whole = uploadsTo(bucketId, prefix).bytes();
        return Key.of(Arrays.copyOf(whole, whole.length - TEXT_END_BYTES));
    }

    /** Returns the prefix of the keys of all uploads. */
    static Key uploads() {
        return KeyTable.UPLOAD.all();
    }

    /** Reads an upload's key, as far as its stamp. */
    static UploadKey uploadKey(Key upload) {
        var in = new BytesReader(upload.bytes());
        in.u8();
        in.u8();
        return new UploadKey(in.i64(), in.sortedText(), in.i64());
    }

    /** The fields of an upload's key. */
    record UploadKey(long bucketId, String key, long id) {}

    static Key part(long upload, int number) {
        return KeyTable.UPLOAD_PART.start().i64(upload).i32(number).key();
    }

    /** Returns the prefix of the keys of all parts of an upload. */
    static Key parts(long upload) {
        return KeyTable.UPLOAD_PART.start().i64(upload).key();
    }

    /** Returns the prefix of the keys of all parts of all uploads. */
    static Key parts() {
        return KeyTable.UPLOAD_PART.all();
    }

    static Key ended(long upload) {
        return KeyTable.UPLOAD_ENDED.start().i64(upload).key();
    }

    /** Returns the prefix of the keys of all aborted uploads. */
    static Key ended() {
        return KeyTable.UPLOAD_ENDED.all();
    }

    static long endedUpload(Key ended) {
        var in = new BytesReader(ended.bytes());
        in.u8();
        in.u8();
        return in.i64();
    }

    private static Template.Builder uploadTo(long bucketId, String key) {
        return KeyTable.UPLOAD.start().i64(bucketId).sortedText(key);
    }
}
