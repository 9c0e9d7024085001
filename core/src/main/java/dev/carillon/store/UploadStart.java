package dev.carillon.store;

import dev.carillon.event.Origin;

/**
 * A request to start an upload in parts.
 *
 * @param attributes of the object it is to become
 * @param checksum a value of the dialect's own, returned when the upload is completed; may be empty
 * @param origin the request that starts it
 * @param live whether the upload can be read while it is in progress, so that its start publishes
 *     an event
 */
public record UploadStart(
        String bucket,
        String key,
        Attributes attributes,
        String checksum,
        Origin origin,
        boolean live) {}
