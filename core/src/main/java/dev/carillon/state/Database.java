package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Keeps the database usable across its failures. RocksDB refuses every write after one that could
 * not open or extend a file, and after a compaction that met damage, until it is opened again. This
 * class reopens it when the cause is gone, and after damage without compactions. Readers wait
 * meanwhile, and views that were open become invalid.
 *
 * <p>The committer's thread writes and recovers; any number of threads read, within {@link
 * Readers}.
 */
final class Database implements GroupLog, AutoCloseable {
    /** The free space that reopening needs beside the size of the logs, which it writes out. */
    private static final long MARGIN_BYTES = 16 << 20;

    private final Path directory;
    private final Supplier<Rocks> opening;
    private final Readers readers;
    private final Reserve reserve;
    private volatile Rocks rocks;
    private final LongAdder syncsBefore = new LongAdder();
    private boolean open = true;

    /**
     * Opens the database.
     *
     * @param opening opens RocksDB, now and at each recovery
     * @param reserve the descriptors and files to use when no others are left; its creator closes
     *     it
     * @throws CannotOpenStateException as {@code opening} does
     */
    Database(Path directory, Supplier<Rocks> opening, Readers readers, Reserve reserve) {
        this.directory = directory;
        this.opening = opening;
        this.readers = readers;
        this.reserve = reserve;
        this.rocks = opening.get();
    }

    /**
     * Reads one key as it is now. If no descriptor is left, releases those of the reserve and reads
     * again.
     */
    Optional<Stamped> get(Key key) {
        return readers.read(() -> {
            try {
                return rocks.get(key);
            } catch (DiskUnavailableException e) {
                reserve.releaseDescriptors();
                return rocks.get(key);
            }
        });
    }

    /** Opens a view of everything as it is now. */
    View view(RocksView.Caching caching) {
        return RocksView.open(() -> rocks, readers, caching);
    }

    /** Returns the native memory that blocks and write buffers take now, in bytes. */
    long memoryBytes() {
        return readers.read(() -> rocks.memoryBytes());
    }

    /** Returns the number of syncs of the write-ahead log since the first opening. */
    long syncs() {
        return readers.read(() -> syncsBefore.sum() + rocks.syncs());
    }

    @Override
    public long lastStamp() {
        return rocks.lastStamp();
    }

    @Override
    public KeyState look(Key key) {
        return rocks.look(key);
    }

    @Override
    public void begin() {
        rocks.begin();
    }

    @Override
    public void put(Key key, long stamp, byte[] value) {
        rocks.put(key, stamp, value);
    }

    @Override
    public void delete(Key key) {
        rocks.delete(key);
    }

    @Override
    public void deleteRange(Key from, Key to) {
        rocks.deleteRange(from, to);
    }

    @Override
    public void write(long lastStamp) {
        try {
            rocks.write(lastStamp);
        } catch (NotWrittenException e) {
            e.missing().ifPresent(this::release);
            throw e;
        }
        reserve.refill();
    }

    private void release(FailedWrite.Missing missing) {
        switch (missing) {
            case DESCRIPTORS -> reserve.releaseDescriptors();
            case SPACE, QUOTA -> reserve.release();
        }
    }

    @Override
    public long recover() {
        demandRoom();
        if (open) {
            readers.pause();
            syncsBefore.add(rocks.syncs());
            open = false;
            rocks.close();
        }
        try {
            rocks = opening.get();
            open = true;
            readers.resume();
            return rocks.lastStamp();
        } catch (CannotOpenStateException | UncheckedIOException e) {
            throw NotWrittenException.stillMissing(String.valueOf(e.getMessage()), e);
        }
    }

    /** Makes {@code stamp} the last used one, durably; allowed before the first group only. */
    void jump(long stamp) {
        rocks.jump(stamp);
    }

    /**
     * Flushes everything that is only in memory and in the log, durably.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    void flush() {
        rocks.flush();
    }

    /**
     * Writes a range again without the values that were overwritten or deleted in it.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    void purge(KeyRange range) {
        readers.read(() -> {
            rocks.purge(range);
            return range;
        });
    }

    /**
     * Checks that the database can be opened again before it is closed. Without room it could not
     * be, and nothing could be read.
     */
    private void demandRoom() {
        try {
            reserve.demandEnough();
            long needed = MARGIN_BYTES + logBytes();
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < needed) {
                throw new IOException(
                        "%d MiB are free and %d are needed".formatted(free >> 20, needed >> 20));
            }
        } catch (IOException e) {
            throw NotWrittenException.stillMissing(
                    "the database in " + directory + " cannot be opened again yet: " + e, e);
        }
    }

    private long logBytes() throws IOException {
        long bytes = 0;
        try (var logs = Files.newDirectoryStream(directory, "*.log")) {
            for (Path log : logs) {
                bytes += Files.size(log);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        readers.shut();
        if (open) {
            rocks.close();
        }
    }
}
