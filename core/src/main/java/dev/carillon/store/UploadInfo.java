package dev.carillon.store;

import java.time.Instant;

/**
 * An unfinished upload in parts as it is stored.
 *
 * @param key of the object it is to become
 * @param id the stamp of the commit that started it: larger than that of every older one
 * @param started to the microsecond
 * @param initiator the principal that started it
 * @param attributes of the object it is to become
 * @param checksum a value that the dialect stored when it started the upload; may be empty
 */
public record UploadInfo(
        String key,
        long id,
        Instant started,
        String initiator,
        Attributes attributes,
        String checksum) {}
