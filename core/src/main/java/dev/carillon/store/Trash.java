package dev.carillon.store;

import dev.carillon.state.Disk;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * The data files that no record names, before they are deleted: {@code trash/TIME/} has the same
 * directories as the data itself, so that files can be put back by moving them. Must not run in two
 * threads at once. Failures of the disk are thrown as {@link java.io.UncheckedIOException}.
 */
final class Trash {
    /**
     * The time that a file stays in the trash: long enough to notice missing data and to restore
     * it.
     */
    static final Duration KEPT = Duration.ofDays(7);

    static final String NAME = "trash";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Disk disk;
    private final Path directory;

    Trash(Disk disk, Path data) {
        this.disk = disk;
        this.directory = data.resolve(NAME);
    }

    /**
     * The number and size of files that were found or removed.
     *
     * @param files the number of files
     * @param bytes their total size
     */
    record Sum(int files, long bytes) {
        static final Sum NONE = new Sum(0, 0);

        Sum plus(Disk.Entry entry) {
            return new Sum(files + 1, bytes + entry.size());
        }

        Sum plus(Sum other) {
            return new Sum(files + other.files, bytes + other.bytes);
        }
    }

    /** Moves a file to the trash; its new name is durable when this returns. */
    void take(Path file, Instant now) {
        Path data = directory.resolveSibling("");
        Path target =
                directory
                        .resolve(TIME.format(now.truncatedTo(ChronoUnit.SECONDS)))
                        .resolve(data.relativize(file));
        Path parent = target.resolveSibling("");
        disk.createDirectories(parent);
        disk.rename(file, target);
        disk.forceDirectory(parent);
        disk.forceDirectory(file.resolveSibling(""));
    }

    /** Deletes files that were in the trash longer than {@link #KEPT}. */
    Sum empty(Instant now) {
        Sum removed = Sum.NONE;
        for (Disk.Entry entry : disk.list(directory)) {
            if (entry.directory() && old(entry.path(), now)) {
                removed = removed.plus(remove(entry));
            }
        }
        return removed;
    }

    /**
     * Returns whether a directory of the trash is old enough. Directories with other names are not
     * ours, and stay.
     */
    private static boolean old(Path taken, Instant now) {
        try {
            Instant since = TIME.parse(taken.getFileName().toString(), Instant::from);
            return since.plus(KEPT).isBefore(now);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private Sum remove(Disk.Entry entry) {
        Sum removed = Sum.NONE;
        if (entry.directory()) {
            for (Disk.Entry inside : disk.list(entry.path())) {
                removed = removed.plus(remove(inside));
            }
        } else {
            removed = removed.plus(entry);
        }
        disk.delete(entry.path());
        return removed;
    }
}
