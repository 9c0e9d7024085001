package dev.carillon.format;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Origin;

import java.util.HashMap;

/**
 * Adds the CloudEvents headers of Ceph to S3 records, as Ceph's program writes them; the body stays
 * unchanged. Their id is that of the request and its server, which all events of the request share,
 * and the key is not encoded. Only what HTTP cannot transport is percent-encoded, where Ceph sends
 * a broken header.
 */
public final class CephCloudEvents implements Format {
    private final S3Records records;
    private final String source;

    /**
     * Creates the format.
     *
     * @param region named in each record and in the source: {@code ceph:s3.region.bucket}
     */
    public CephCloudEvents(String region) {
        this.records = new S3Records(region);
        this.source = S3CloudEvents.source(region);
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        Change change = event.change();
        Origin origin = change.origin();
        var headers = new HashMap<String, String>();
        headers.put("ce-specversion", S3CloudEvents.VERSION);
        headers.put("ce-type", S3CloudEvents.type(change));
        headers.put("ce-time", RecordTime.NANOS.text(change.time()));
        headers.put("ce-id", CloudEventText.raw(origin.requestId() + "." + origin.host()));
        headers.put("ce-source", CloudEventText.raw(source + change.bucket().name()));
        headers.put("ce-subject", CloudEventText.raw(change.object().key()));
        return records.write(event, rule, opaqueData).with(headers);
    }
}
