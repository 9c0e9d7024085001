package dev.carillon.event;

/**
 * Names the bucket a change happened in.
 *
 * @param id the bucket's own identity: a bucket deleted and made again has another
 * @param name the name clients use
 * @param owner the principal that owns it
 */
public record Bucket(String id, String name, String owner) {}
