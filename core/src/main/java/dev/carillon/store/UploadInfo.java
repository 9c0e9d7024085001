package dev.carillon.store;

import java.time.Instant;

/**
 * An unfinished upload in parts as it is kept.
 *
 * @param key of the object it is to become
 * @param id the stamp of the commit that started it: larger than that of every older one
 * @param started to the microsecond
 * @param initiator the principal that started it
 * @param attributes of the object it is to become
 * @param checksum as the dialect that started it said; may be empty
 */
public record UploadInfo(
        String key,
        long id,
        Instant started,
        String initiator,
        Attributes attributes,
        String checksum) {}
