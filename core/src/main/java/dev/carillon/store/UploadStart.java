package dev.carillon.store;

/**
 * An upload in parts to be started.
 *
 * @param attributes of the object it is to become
 * @param checksum what the dialect wants to know about checksums when the upload is completed, in
 *     its own words; may be empty
 * @param initiator the principal that starts it
 */
public record UploadStart(
        String bucket, String key, Attributes attributes, String checksum, String initiator) {}
