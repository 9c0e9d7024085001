package dev.carillon.store;

import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/** The data that a client sends. Used by one thread, once. */
public interface Body {
    /**
     * Returns the data. Reading throws if the data was cut short, or does not match its signature
     * or checksum; then nothing is stored.
     */
    InputStream stream();

    /** Returns the number of bytes to come; empty if it is not known in advance. */
    OptionalLong length();

    /** Returns the MD5 of the data in lower-case hex; called after the stream has ended. */
    String etag();

    /** Returns the checksums to keep with the object; called after the stream has ended. */
    List<KeptChecksum> checksums();
}
