package dev.carillon.http;

import dev.carillon.signature.AccessKey;

import java.util.Optional;

/** Finds the key with which a request says it is signed. Thread-safe. */
@FunctionalInterface
public interface Keys {
    /** Returns the key with this id; empty if there is none that may be used now. */
    Optional<AccessKey> find(String accessKeyId);
}
