package dev.carillon.state;

import org.jspecify.annotations.Nullable;
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
 * The database: RocksDB's calls in our words, from one opening to its closing. A value on disk is
 * its stamp, 8 bytes big-endian, and then the value. The empty key, which no commit may use, holds
 * the last stamp.
 *
 * <p><b>Nothing is visible before it is durable.</b> RocksDB's plain write path (neither pipelined
 * nor unordered, one write queue) appends the batch to the write-ahead log, syncs the log, only
 * then inserts into the memtable, and last moves the published sequence number, which is what reads
 * go by. When the sync fails it returns before the memtable. {@code .ci/count-syncs} shows it from
 * outside, by delaying and failing the sync.
 *
 * <p>One thread writes; any number read, but none after {@link #close}: {@link Readers} sees to it.
 */
final class Rocks implements CommitGroup.Before, CommitGroup.Writes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rocks.class);
    private static final Key LAST_STAMP = Key.of(new byte[0]);
    private static final int STAMP_BYTES = Long.BYTES;

    /** The name of the file that says that damage was met. */
    private static final String DAMAGED = "DAMAGED";

    /** The operating system's words for a sector that the disk cannot read. */
    private static final String BAD_SECTOR = "Input/output error";

    /** Stamp and, if it is one, counter: all that {@link #look} reads of a value. */
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
     * @param damage is told what cannot be read
     * @throws CannotOpenStateException when another process has it open, or it is broken
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
     * @param lastStamp the last stamp, with what is in the log as RocksDB reads it
     * @param firstLog the number of the first file of the log that is still needed
     */
    record Look(long lastStamp, long firstLog) {}

    /**
     * Looks into the database without changing it.
     *
     * @throws CannotOpenStateException when it is broken
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

    /** {@link GroupLog#lastStamp}. */
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

    /** Reads one key with a snapshot's eyes. */
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

    /** Value and stamp, as they are on disk. */
    static Stamped stamped(byte[] onDisk) {
        return new Stamped(
                Arrays.copyOfRange(onDisk, STAMP_BYTES, onDisk.length),
                ByteBuffer.wrap(onDisk).getLong());
    }

    /** {@link GroupLog#begin}. */
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

    /** {@link GroupLog#write}. */
    void write(long lastStamp) {
        batch.put(LAST_STAMP, lastStamp, new byte[0]);
        try (var group = new WriteBatch(batch.array())) {
            db.write(durably, group);
        } catch (RocksDBException e) {
            throw metByCompaction(e) ? refusedByDamage(e) : failedWrite(e);
        }
    }

    /** A write reads no sorted file: if one cannot be read, a compaction has met that before. */
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

    /** Makes {@code stamp} the last one that was used, durably. */
    void jump(long stamp) {
        begin();
        write(stamp);
    }

    /**
     * Writes out what is only in memory and in the log, durably.
     *
     * @throws UncheckedIOException when the disk refuses
     */
    void flush() {
        try (var options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options);
        } catch (RocksDBException e) {
            throw failed("write to", e);
        }
    }

    /** What is in the database now, until it is released. */
    Snapshot snapshot() {
        return db.getSnapshot();
    }

    /** Lets go of a snapshot. */
    void release(Snapshot snapshot) {
        db.releaseSnapshot(snapshot);
    }

    /** An iterator, standing nowhere. */
    RocksIterator iterator(ReadOptions options) {
        return db.newIterator(options);
    }

    /**
     * Creates the error that the disk cannot be read: a {@link DamagedStateException} if it never
     * will be.
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
     * A compaction that meets damage ends all writing. So from the first damage on there is none,
     * also after the next start: a file in the directory says so, and goes with it when it is
     * restored.
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
                .filter(it -> it.getCode() == Status.Code.Corruption)
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

    /** How often the write-ahead log was synced. */
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
