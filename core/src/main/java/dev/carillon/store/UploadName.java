package dev.carillon.store;

/**
 * The name of an unfinished upload in parts.
 *
 * @param key of the object it is to become
 * @param id the stamp of the commit that started it
 */
public record UploadName(String bucket, String key, long id) {}
