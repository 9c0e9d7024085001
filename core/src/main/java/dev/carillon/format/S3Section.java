package dev.carillon.format;

import dev.carillon.event.Bucket;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Sequencer;
import dev.carillon.event.Tag;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The member {@code s3} of a record, which Ceph and MinIO write alike from its start to the
 * sequencer of the object; after that only the tags are the same.
 */
final class S3Section {
    private static final byte[] RULE =
            ascii("\"},\"s3\":{\"s3SchemaVersion\":\"1.0\",\"configurationId\":\"");
    private static final byte[] BUCKET = ascii("\",\"bucket\":{\"name\":\"");
    private static final byte[] OWNER = ascii("\",\"ownerIdentity\":{\"principalId\":\"");
    private static final byte[] BUCKET_ID = ascii("\",\"id\":\"");
    private static final byte[] KEY = ascii("\"},\"object\":{\"key\":\"");
    private static final byte[] SIZE = ascii("\",\"size\":");
    private static final byte[] ETAG = ascii(",\"eTag\":\"");
    private static final byte[] VERSION = ascii("\",\"versionId\":\"");
    private static final byte[] SEQUENCER = ascii("\",\"sequencer\":\"");
    private static final byte[] PAIR = ascii("{\"key\":\"");
    private static final byte[] PAIR_NEXT = ascii(",{\"key\":\"");
    private static final byte[] PAIR_VALUE = ascii("\",\"val\":\"");
    private static final byte[] PAIR_END = ascii("\"}");
    private static final int USUAL_ARN_BYTES = 64;

    private final byte[] arn;

    /**
     * Creates the member for the buckets of a region.
     *
     * @param region written in the bucket's ARN; empty to leave it out
     */
    S3Section(String region) {
        this.arn =
                new JsonBytes(USUAL_ARN_BYTES)
                        .raw(ascii("\"},\"arn\":\"arn:aws:s3:"))
                        .text(region)
                        .raw(ascii("::"))
                        .bytes();
    }

    /** Writes the member as far as the text of the sequencer, whose string is left open. */
    void write(JsonBytes out, ObjectEvent event, String rule) {
        out.raw(RULE).text(rule);
        bucket(out, event.change().bucket());
        object(out, event);
    }

    /** Writes the elements of a list of tags. */
    static void tags(JsonBytes out, List<Tag> tags) {
        for (int i = 0; i < tags.size(); i++) {
            Tag tag = tags.get(i);
            out.raw(i == 0 ? PAIR : PAIR_NEXT).text(tag.key());
            out.raw(PAIR_VALUE).text(tag.value()).raw(PAIR_END);
        }
    }

    private void bucket(JsonBytes out, Bucket bucket) {
        out.raw(BUCKET).text(bucket.name());
        out.raw(OWNER).text(bucket.owner());
        out.raw(arn).text(bucket.name());
        out.raw(BUCKET_ID).text(bucket.id());
    }

    private static void object(JsonBytes out, ObjectEvent event) {
        ObjectFacts object = event.change().object();
        out.raw(KEY).text(object.key());
        out.raw(SIZE).number(object.size());
        out.raw(ETAG).text(object.etag());
        out.raw(VERSION).text(versionId(event));
        out.raw(SEQUENCER).text(event.sequencer().toString());
    }

    /** Returns the stamp of the version in hex; empty if the bucket keeps no versions. */
    private static String versionId(ObjectEvent event) {
        long stamp = event.versionStamp();
        return stamp == 0 ? "" : new Sequencer(stamp).toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
