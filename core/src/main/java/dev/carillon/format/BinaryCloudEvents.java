package dev.carillon.format;

import dev.carillon.event.ObjectEvent;

/** Writes S3 records as the data of CloudEvents 1.0 in binary mode. */
public final class BinaryCloudEvents implements Format {
    private final S3Records records;
    private final S3CloudEvents attributes;

    /**
     * Creates the format.
     *
     * @param region named in each record and in the source: {@code ceph:s3.region.bucket}
     */
    public BinaryCloudEvents(String region) {
        this.records = new S3Records(region);
        this.attributes = new S3CloudEvents(region);
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        return records.write(event, rule, opaqueData).asCloudEvent(attributes.of(event, rule));
    }
}
