package dev.carillon.state;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The files beside the store, and exactly what makes them durable: bytes last when they were {@link
 * Writing#force forced}, a name (new, changed or gone) lasts when its directory was {@link
 * #forceDirectory forced}. What a power cut leaves of anything else is not known.
 *
 * <p>To make a file appear whole or not at all: create it under another name, write, force, rename,
 * force the directory; only then may a commit name it.
 *
 * <p>For any number of threads. Every method throws {@link java.io.UncheckedIOException} when the
 * disk refuses, {@link DiskFullException} when it does for want of room, {@link
 * DiskUnavailableException} when nothing can be opened or changed there now; its message names the
 * file.
 */
public interface Disk {
    /** A file being written, from its first byte to its last. For one thread; close it. */
    interface Writing extends AutoCloseable {
        /** Appends all remaining bytes. */
        void write(ByteBuffer bytes);

        /**
         * Returns when every byte written so far is durable. After a failure nobody knows what the
         * disk holds: delete the file.
         */
        void force();

        /** How many bytes were written. */
        long size();

        /** Lets go of the file, without forcing it. */
        @Override
        void close();
    }

    /** A file open for reading. For any number of threads; close it. */
    interface Reading extends AutoCloseable {
        /**
         * Reads what fits into {@code into}, from {@code position} on.
         *
         * @return how many bytes, at least 1 where there is room; -1 at the end of the file
         */
        int read(ByteBuffer into, long position);

        /** How many bytes the file has. */
        long size();

        @Override
        void close();
    }

    /**
     * What a directory holds under one name.
     *
     * @param size in bytes; of a directory, nothing to rely on
     * @param modified when it was last written
     */
    record Entry(Path path, boolean directory, long size, Instant modified) {}

    /**
     * How much room there is.
     *
     * @param free bytes that this user may still write
     * @param total bytes that there are in all
     */
    record Space(long free, long total) {}

    /** The room on the file system that a path is on. */
    Space space(Path path);

    /** Starts a new file; refused when the name is taken. */
    Writing create(Path file);

    /** Opens a file for reading. It can be read to its end, even if it is deleted meanwhile. */
    Reading open(Path file);

    /** Whether there is a file or directory of this name. */
    boolean exists(Path path);

    /** Gives a file another name, in one step; a file that had the name before is gone. */
    void rename(Path from, Path to);

    /** Removes a file or an empty directory; false when there was none. */
    boolean delete(Path path);

    /** Makes a directory and those above it, and their names durable. */
    void createDirectories(Path directory);

    /** Returns when the names in this directory are durable as they are now. */
    void forceDirectory(Path directory);

    /** What a directory holds, by name; nothing when there is no such directory. */
    List<Entry> list(Path directory);
}
