package dev.carillon.store;

import dev.carillon.event.Origin;

/**
 * An upload in parts to be started.
 *
 * @param attributes of the object it is to become
 * @param checksum what the dialect wants to know about checksums when the upload is completed, in
 *     its own words; may be empty
 * @param origin who starts it
 * @param live whether others are to read it while it goes on, and so are told that it begins
 */
public record UploadStart(
        String bucket,
        String key,
        Attributes attributes,
        String checksum,
        Origin origin,
        boolean live) {}
