package dev.carillon.http;

import dev.carillon.signature.AccessKey;

import java.util.Optional;

/** Finds the key that a request says it is signed with. For any number of threads. */
@FunctionalInterface
public interface Keys {
    /** The key of this id, if there is one that may be used now. */
    Optional<AccessKey> find(String accessKeyId);
}
