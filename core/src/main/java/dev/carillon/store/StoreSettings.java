package dev.carillon.store;

import java.time.InstantSource;

/**
 * How a store behaves.
 *
 * @param clock dates objects and events, and tells when garbage is old enough
 * @param tellsDeletesOfNothing whether deleting a key that never was makes an event, as Ceph does
 */
public record StoreSettings(InstantSource clock, boolean tellsDeletesOfNothing) {}
