package dev.carillon.format;

import dev.carillon.event.ObjectEvent;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes S3 records as batches of CloudEvents 1.0: a JSON list of documents in structured mode,
 * also of a single one.
 */
public final class BatchedCloudEvents implements Format {
    private static final byte[] BEGIN = "[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEXT = ",".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]".getBytes(StandardCharsets.US_ASCII);

    private final StructuredCloudEvents events;

    /**
     * Creates the format.
     *
     * @param region named in each record and in the source: {@code ceph:s3.region.bucket}
     */
    public BatchedCloudEvents(String region) {
        this.events = new StructuredCloudEvents(region);
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        return write(List.of(event), rule, opaqueData);
    }

    @Override
    public Message write(List<ObjectEvent> batch, String rule, String opaqueData) {
        var out = new JsonBytes(StructuredCloudEvents.USUAL_BYTES * batch.size());
        byte[] before = BEGIN;
        for (ObjectEvent event : batch) {
            events.document(out.raw(before), event, rule, opaqueData);
            before = NEXT;
        }
        return new Message("application/cloudevents-batch+json", Map.of(), out.raw(END).bytes());
    }
}
