package dev.carillon.state;

import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The calls to RocksDB, from one opening to its closing. A value on disk is its stamp, 8 bytes
 * big-endian, followed by the value. The empty key, which no commit may use, holds the last stamp.
 *
 * <p><b>Nothing is visible before it is durable.</b> RocksDB's plain write path (neither pipelined
 * nor unordered, one write queue) appends the batch to the write-ahead log, syncs the log, only
 * then inserts into the memtable, and last advances the published sequence number, which decides
 * what reads see. If the sync fails, it returns before the memtable is changed. {@code
 * .ci/count-syncs} shows it from outside, by delaying and failing the sync.
 *
 * <p>One thread writes; any number of threads read, but none after {@link #close}, which {@link
 * Readers} ensures.
 */
final class Rocks implements CommitGroup.Before, CommitGroup.Writes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rocks.class);
    private static final Key LAST_STAMP = Key.of(new byte[0]);
    private static final int STAMP_BYTES = Long.BYTES;

    /** The name of the file that records that damage was met. */
    private static final String DAMAGED = "DAMAGED";

    /** The operating system's message for a sector that the disk cannot read. */
    private static final String BAD_SECTOR = "Input/output error";

    /**
     * The number of bytes that {@link #look} reads of a value: the stamp and, if it is one, the
     * counter.
     */
    private static final int LOOK_BYTES = STAMP_BYTES + Long.BYTES;

    private final Path directory;
    private final RocksNatives natives;
    private final RocksDB db;
    private final ReadOptions latest = new ReadOptions();
    private final WriteOptions durably = new WriteOptions().setSync(true);
    private final BatchBytes batch = new BatchBytes();
    private final StateDamage damage;
    private final AtomicBoolean compacting = new AtomicBoolean(true);

    private Rocks(Path directory, RocksNatives natives, RocksDB db, StateDamage damage) {
        this.directory = directory;
        this.damage = damage;
        this.natives = natives;
        this.db = db;
    }

    /**
     * Opens the database, or makes a new one.
     *
     * @param damage receives what cannot be read
     * @throws CannotOpenStateException if another process has it open, or it is broken
     */
    static Rocks open(Path directory, RocksSettings settings, StateDamage damage) {
        RocksDB.loadLibrary();
        var natives = new RocksNatives(settings);
        natives.options().setDisableAutoCompactions(Files.exists(directory.resolve(DAMAGED)));
        try {
            var db = RocksDB.open(natives.options(), directory.toString());
            return new Rocks(directory, natives, db, damage);
        } catch (RocksDBException e) {
            natives.close();
            throw cannotOpen(directory, e);
        }
    }

    /**
     * The content of a database.
     *
     * @param lastStamp the last stamp, including the log as RocksDB reads it
     * @param firstLog the number of the first file of the log that is still needed
     */
    record Look(long lastStamp, long firstLog) {}

    /**
     * Reads the content of a database without changing it.
     *
     * @throws CannotOpenStateException if it is damaged
     */
    static Look look(Path directory) {
        RocksDB.loadLibrary();
        try (var natives = new RocksNatives(RocksSettings.defaults());
                var db = RocksDB.openReadOnly(natives.options(), directory.toString())) {
            byte @Nullable [] last = db.get(LAST_STAMP.bytes());
            return new Look(
                    last == null ? 0 : ByteBuffer.wrap(last).getLong(),
                    db.getLongProperty("rocksdb.min-log-number-to-keep"));
        } catch (RocksDBException e) {
            throw cannotOpen(directory, e);
        }
    }

    private static CannotOpenStateException cannotOpen(Path directory, RocksDBException why) {
        String message = String.valueOf(why.getMessage());
        if (message.contains("lock hold by") || message.contains("While lock file")) {
            return new CannotOpenStateException(
                    directory
                            + " is in use by another carillon process: stop that one, or give this"
                            + " one a data directory of its own",
                    why);
        }
        return new CannotOpenStateException(
                "cannot open "
                        + directory
                        + " ("
                        + message
                        + "): check that the disk has room and that this user may write there; if"
                        + " files are damaged, restore the directory from a backup",
                why);
    }

    /** Returns {@link GroupLog#lastStamp}. */
    long lastStamp() {
        return look(LAST_STAMP).stamp();
    }

    @Override
    public KeyState look(Key key) {
        byte[] head = new byte[LOOK_BYTES];
        try {
            int size = db.get(latest, key.bytes(), head);
            if (size == RocksDB.NOT_FOUND) {
                return KeyState.ABSENT;
            }
            long stamp = ByteBuffer.wrap(head).getLong();
            return KeyState.of(
                    stamp,
                    size == LOOK_BYTES ? Arrays.copyOfRange(head, STAMP_BYTES, size) : new byte[0]);
        } catch (RocksDBException e) {
            throw cannotRead(e, key);
        }
    }

    /** Reads one key as it is now. */
    Optional<Stamped> get(Key key) {
        return get(key, latest);
    }

    /** Reads one key with the options of a snapshot. */
    Optional<Stamped> get(Key key, ReadOptions options) {
        if (key.equals(LAST_STAMP)) {
            return Optional.empty();
        }
        try {
            byte @Nullable [] onDisk = db.get(options, key.bytes());
            return onDisk == null ? Optional.empty() : Optional.of(stamped(onDisk));
        } catch (RocksDBException e) {
            throw cannotRead(e, key);
        }
    }

    /** Returns value and stamp from the bytes on disk. */
    static Stamped stamped(byte[] onDisk) {
        return new Stamped(
                Arrays.copyOfRange(onDisk, STAMP_BYTES, onDisk.length),
                ByteBuffer.wrap(onDisk).getLong());
    }

    /** Does what {@link GroupLog#begin} says. */
    void begin() {
        batch.clear();
    }

    @Override
    public void put(Key key, long stamp, byte[] value) {
        batch.put(key, stamp, value);
    }

    @Override
    public void delete(Key key) {
        batch.delete(key);
    }

    @Override
    public void deleteRange(Key from, Key to) {
        batch.deleteRange(from, to);
    }

    /** Does what {@link GroupLog#write} says. */
    void write(long lastStamp) {
        batch.put(LAST_STAMP, lastStamp, new byte[0]);
        try (var group = new WriteBatch(batch.array())) {
            db.write(durably, group);
        } catch (RocksDBException e) {
            throw metByCompaction(e) ? refusedByDamage(e) : failedWrite(e);
        }
    }

    /**
     * Returns whether a compaction met the damage that a write reports: a write itself reads no
     * sorted file.
     */
    private static boolean metByCompaction(RocksDBException why) {
        String message = String.valueOf(why.getMessage());
        return message.contains(".sst")
                && (isCorrupt(why) || (message.contains("pread") && message.contains(BAD_SECTOR)));
    }

    private NotWrittenException refusedByDamage(RocksDBException why) {
        stopCompactions();
        damage.met(String.valueOf(why.getMessage()));
        UncheckedIOException failed = failed("write to", why);
        return NotWrittenException.damaged(String.valueOf(failed.getMessage()), failed);
    }

    private RuntimeException failedWrite(RocksDBException why) {
        UncheckedIOException failed = failed("write to", why);
        return FailedWrite.missing(String.valueOf(why.getMessage()))
                .<RuntimeException>map(missing ->
                        NotWrittenException.missing(
                                String.valueOf(failed.getMessage()), missing, failed))
                .orElse(failed);
    }

    /** Makes {@code stamp} the last used one, durably. */
    void jump(long stamp) {
        begin();
        write(stamp);
    }

    /**
     * Flushes everything that is only in memory and in the log, durably.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    void flush() {
        try (var options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options);
        } catch (RocksDBException e) {
            throw failed("write to", e);
        }
    }

    /**
     * Writes a range again without the values that were overwritten or deleted in it, and flushes
     * what is only in memory and in the log. Does nothing in a damaged database, in which a
     * compaction would end all writing.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    void purge(KeyRange range) {
        if (Files.exists(directory.resolve(DAMAGED))) {
            LOG.warn(
                    "{} is damaged, so earlier values in it are not removed from the disk: restore"
                            + " it from a backup",
                    directory);
            return;
        }
        flush();
        try (var all =
                new CompactRangeOptions()
                        .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
            db.compactRange(
                    db.getDefaultColumnFamily(), range.from().bytes(), range.to().bytes(), all);
        } catch (RocksDBException e) {
            throw cannotRead(e, range.from());
        }
    }

    /** Returns a snapshot of the database, which the caller releases. */
    Snapshot snapshot() {
        return db.getSnapshot();
    }

    /** Releases a snapshot. */
    void release(Snapshot snapshot) {
        db.releaseSnapshot(snapshot);
    }

    /** Returns an iterator without a position. */
    RocksIterator iterator(ReadOptions options) {
        return db.newIterator(options);
    }

    /**
     * Creates the exception for a failed read: a {@link DamagedStateException} if a retry cannot
     * succeed.
     *
     * @param near the key that was read, or the last one before
     */
    UncheckedIOException cannotRead(RocksDBException why, Key near) {
        String message = String.valueOf(why.getMessage());
        if (!isCorrupt(why) && !message.contains(BAD_SECTOR)) {
            return failed("read from", why);
        }
        stopCompactions();
        return damage.met(message, near);
    }

    /**
     * Stops compactions from the first damage on, because a compaction that meets damage ends all
     * writing. A file in the directory keeps them off after the next start; restoring the directory
     * removes it.
     */
    private void stopCompactions() {
        if (compacting.compareAndSet(true, false)) {
            try {
                Path marker = directory.resolve(DAMAGED);
                if (!Files.exists(marker)) {
                    Files.createFile(marker);
                }
                db.setOptions(
                        MutableColumnFamilyOptions.builder()
                                .setDisableAutoCompactions(true)
                                .build());
            } catch (IOException | RocksDBException e) {
                LOG.warn("compaction of {} goes on: {}", directory, e.getMessage());
            }
        }
    }

    private static boolean isCorrupt(RocksDBException why) {
        return Optional.ofNullable(why.getStatus())
                .filter(status -> status.getCode() == Status.Code.Corruption)
                .isPresent();
    }

    private UncheckedIOException failed(String what, RocksDBException why) {
        String message = "cannot " + what + " " + directory + ": " + why.getMessage();
        boolean passing =
                FailedWrite.missing(String.valueOf(why.getMessage()))
                        .filter(FailedWrite.Missing.DESCRIPTORS::equals)
                        .isPresent();
        return passing
                ? new DiskUnavailableException(message, new IOException(why))
                : new UncheckedIOException(message, new IOException(why));
    }

    /** Returns the number of syncs of the write-ahead log. */
    long syncs() {
        return natives.statistics().getTickerCount(TickerType.WAL_FILE_SYNCED);
    }

    /** Returns the native memory that blocks and write buffers take, in bytes. */
    long memoryBytes() {
        return natives.memoryBytes();
    }

    @Override
    public void close() {
        db.close();
        latest.close();
        durably.close();
        natives.close();
    }
}
