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
 * The files of data that nothing names, before they are removed for good: {@code trash/TIME/} has
 * the same directories as the data itself, so that they can be put back by moving them. Not for two
 * threads at once. What the disk refuses rises as {@link java.io.UncheckedIOException}.
 */
final class Trash {
    /** The time a file stays there: long enough to notice what is missing, and to repair it. */
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
     * Files that were found or removed.
     *
     * @param files how many
     * @param bytes how large they are together
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

    /** Moves a file here; its new name is durable when this returns. */
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

    /** Removes for good what has lain here longer than {@link #KEPT}. */
    Sum empty(Instant now) {
        Sum removed = Sum.NONE;
        for (Disk.Entry entry : disk.list(directory)) {
            if (entry.directory() && old(entry.path(), now)) {
                removed = removed.plus(remove(entry));
            }
        }
        return removed;
    }

    /** A directory of another name is somebody else's, and stays. */
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
