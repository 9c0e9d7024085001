package dev.carillon.state;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The files beside the store, and the rules for their durability: bytes survive a power cut once
 * they were {@link Writing#force forced}, and a name (new, changed or removed) once its directory
 * was {@link #forceDirectory forced}. Anything else may or may not survive.
 *
 * <p>To create a file atomically, create it under another name, write, force, rename, and force the
 * directory; only then may a commit name it.
 *
 * <p>Thread-safe. Every method throws {@link java.io.UncheckedIOException} if the disk refuses:
 * {@link DiskFullException} if it has no room, {@link DiskUnavailableException} if nothing can be
 * opened or changed there now. The message names the file.
 */
public interface Disk {
    /**
     * A file being written, from its first byte to its last. Not thread-safe; the caller closes it.
     */
    interface Writing extends AutoCloseable {
        /** Appends all remaining bytes. */
        void write(ByteBuffer bytes);

        /**
         * Returns when every byte written so far is durable. After a failure the content of the
         * disk is unknown: delete the file.
         */
        void force();

        /** Returns the number of bytes written. */
        long size();

        /** Closes the file without forcing it. */
        @Override
        void close();
    }

    /** A file open for reading. Thread-safe; the caller closes it. */
    interface Reading extends AutoCloseable {
        /**
         * Reads bytes from {@code position} on into {@code into}, as many as fit or fewer.
         *
         * @return the number of bytes, at least 1 if there is room; -1 at the end of the file
         */
        int read(ByteBuffer into, long position);

        /** Returns the size of the file in bytes. */
        long size();

        @Override
        void close();
    }

    /**
     * An entry of a directory.
     *
     * @param size in bytes; undefined for a directory
     * @param modified the time of the last write
     */
    record Entry(Path path, boolean directory, long size, Instant modified) {}

    /**
     * The space of a file system.
     *
     * @param free bytes that this user may still write
     * @param total bytes in all
     */
    record Space(long free, long total) {}

    /** Returns the space of the file system that a path is on. */
    Space space(Path path);

    /** Creates a file; refused if the name exists. */
    Writing create(Path file);

    /** Opens a file for reading. It can be read to its end even if it is deleted meanwhile. */
    Reading open(Path file);

    /** Returns whether there is a file or directory with this name. */
    boolean exists(Path path);

    /** Renames a file atomically; an existing file with the new name is replaced. */
    void rename(Path from, Path to);

    /** Removes a file or an empty directory; returns false if it does not exist. */
    boolean delete(Path path);

    /** Creates a directory and its parents, and makes their names durable. */
    void createDirectories(Path directory);

    /** Returns when the current names in this directory are durable. */
    void forceDirectory(Path directory);

    /** Returns the entries of a directory, by name; none if it does not exist. */
    List<Entry> list(Path directory);
}
