package dev.carillon.b2;

import dev.carillon.registry.AppKey;
import dev.carillon.store.BucketInfo;

/** The maker of a call, and the rights of its key. */
record Caller(AppKey key) {
    /** Requires a capability. */
    Caller may(String capability) {
        if (!key.capabilities().contains(capability)) {
            throw B2Exception.unauthorized(
                    "The capability '%s' is required, use a key that has it".formatted(capability));
        }
        return this;
    }

    /** Returns whether the key may access this bucket. */
    boolean sees(BucketInfo bucket) {
        return key.buckets().isEmpty() || key.buckets().contains(bucket.idText());
    }

    /** Requires that the key may access this bucket. */
    Caller in(BucketInfo bucket) {
        if (!sees(bucket)) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to other buckets than this one");
        }
        return this;
    }

    /** Returns whether the key may access files with this name, or all files with this prefix. */
    boolean sees(String name) {
        return name.startsWith(key.namePrefix());
    }

    /** Requires that the key may access files with this name, or all files with this prefix. */
    Caller named(String name) {
        if (!sees(name)) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to file names that begin with '%s'"
                            .formatted(key.namePrefix()));
        }
        return this;
    }

    /** Requires that the key is for the whole account. */
    Caller ofAccount() {
        if (restricted()) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to buckets, use a key for the account");
        }
        return this;
    }

    /** Returns whether the key is for a part of the account only. */
    boolean restricted() {
        return !key.buckets().isEmpty();
    }
}
