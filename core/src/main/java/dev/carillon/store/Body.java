package dev.carillon.store;

import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/** The data a client sends. Used by one thread, once. */
public interface Body {
    /**
     * The data, to its end. It throws when what the client sent was cut short or is not what it was
     * signed or summed to be; then nothing is stored.
     */
    InputStream stream();

    /** How many bytes are to come, if that is known before. */
    OptionalLong length();

    /** MD5 of the data in lower-case hex; asked for after the stream has ended. */
    String etag();

    /** The checksums to keep with the object; asked for after the stream has ended. */
    List<KeptChecksum> checksums();
}
