package dev.carillon.listen;

import dev.carillon.state.Disk;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The recovery records of this user's listeners, one file each. A record is on disk when {@link
 * #write} returns. Several processes may use the folder.
 */
public final class RecoveryFolder {
    private static final String END = ".json";
    private static final String DRAFT_END = ".new";

    /** The age from which a draft is one of a listener that was killed while it wrote. */
    private static final Duration STALE = Duration.ofHours(1);

    private static final int MAX_BYTES = 1 << 20;

    private final Disk disk;
    private final Path folder;
    private final ListenLog log;

    /** Creates access to a folder, which need not exist. */
    public RecoveryFolder(Disk disk, Path folder, ListenLog log) {
        this.disk = disk;
        this.folder = folder;
        this.log = log;
    }

    /**
     * Returns the records, by the times of their listeners. A file that cannot be read is named in
     * a warning, and a draft that a killed listener left is deleted.
     */
    public List<RecoveryRecord> all() {
        var records = new ArrayList<RecoveryRecord>();
        for (Disk.Entry entry : disk.list(folder)) {
            if (entry.path().toString().endsWith(END)) {
                read(entry.path(), records);
            } else if (stale(entry)) {
                disk.delete(entry.path());
            }
        }
        return records;
    }

    /** Writes a record, in place of the listener's last one. */
    void write(RecoveryRecord record) {
        disk.createDirectories(folder);
        Path file = file(record);
        Path draft = draft(record);
        disk.delete(draft);
        try (Disk.Writing writing = disk.create(draft)) {
            writing.write(ByteBuffer.wrap(record.bytes()));
            writing.force();
        }
        disk.rename(draft, file);
        disk.forceDirectory(folder);
    }

    /** Removes the record of a listener that has nothing left to undo. */
    void remove(RecoveryRecord record) {
        disk.delete(draft(record));
        if (disk.delete(file(record))) {
            disk.forceDirectory(folder);
        }
    }

    private static boolean stale(Disk.Entry entry) {
        return entry.path().toString().endsWith(DRAFT_END)
                && entry.modified().isBefore(Instant.now().minus(STALE));
    }

    private Path draft(RecoveryRecord record) {
        return folder.resolve(record.label().text() + DRAFT_END);
    }

    private Path file(RecoveryRecord record) {
        return folder.resolve(record.label().text() + END);
    }

    private void read(Path file, List<RecoveryRecord> into) {
        try {
            RecoveryRecord.read(bytes(file))
                    .ifPresentOrElse(
                            into::add,
                            () ->
                                    log.warning(
                                            "%s is not a recovery record of this version: look at the rule"
                                                            .formatted(file)
                                                    + " that it names, then remove the file"));
        } catch (UncheckedIOException e) {
            // Another process may have removed it just now.
            if (disk.exists(file)) {
                log.warning("%s cannot be read: %s".formatted(file, e.getMessage()));
            }
        }
    }

    private byte[] bytes(Path file) {
        try (Disk.Reading reading = disk.open(file)) {
            int size = (int) Math.min(reading.size(), MAX_BYTES);
            var bytes = ByteBuffer.allocate(size);
            while (bytes.hasRemaining() && reading.read(bytes, bytes.position()) > 0) {
                // Reads on.
            }
            return bytes.array();
        }
    }
}
