package dev.carillon.event;

/**
 * The bucket of a change, as events name it.
 *
 * @param id the bucket's identity: a bucket that is deleted and created again has another id
 * @param name the name that clients use
 * @param owner the principal that owns it
 */
public record Bucket(String id, String name, String owner) {}
