package dev.carillon.store;

import dev.carillon.state.Disk;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The files of data, in 256 directories. For any number of threads. What the disk refuses rises as
 * {@link java.io.UncheckedIOException}.
 *
 * <p>A file is written under a name ending in {@value #UNFINISHED}, forced, renamed, and its
 * directory forced: after {@link Writing#finish} it survives a power cut, whole. Only then may a
 * commit name it.
 *
 * <p>The first half of a name is the run of the server, so that orphans of earlier runs are told
 * from files whose commit is still to come without looking at a clock.
 */
public final class Extents {
    private static final String UNFINISHED = ".part";
    private static final int DIRECTORIES = 256;
    private static final int NAME_CHARACTERS = 32;

    private final Disk disk;
    private final Path root;
    private final long run;
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final Trash trash;

    private Extents(Disk disk, Path root, long run) {
        this.disk = disk;
        this.root = root;
        this.run = run;
        this.trash = new Trash(disk, root);
    }

    /**
     * The files that earlier runs left.
     *
     * @param unfinished files that were removed, for they were never whole
     * @param unnamed whole files that nothing names, now in the trash
     */
    record Orphans(int unfinished, Trash.Sum unnamed) {}

    /** Opens the files under {@code root}, which need not exist. */
    public static Extents open(Disk disk, Path root, RandomGenerator random) {
        return new Extents(disk, root, random.nextLong());
    }

    /** Starts a file; the caller closes it. */
    Writing create() {
        var extent = new Extent(run, numbers.getAndIncrement(), 0, true);
        String directory = extent.directory();
        if (!made.contains(directory)) {
            disk.createDirectories(root.resolve(directory));
            made.add(directory);
        }
        Path file = path(extent);
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        return new Writing(extent, unfinished, disk.create(unfinished));
    }

    /**
     * Opens a file for reading; the caller closes it. It can be read even if it is removed. Every
     * block of a summed extent is verified before it is handed on; for one thread.
     *
     * @throws DamagedExtentException when the file is not there, has not its length, or its table
     *     of sums is damaged; so does what is returned when a block is damaged
     */
    Disk.Reading read(Extent extent) {
        Disk.Reading file = open(extent);
        try {
            if (file.size() != extent.fileBytes()) {
                throw DamagedExtentException.length(extent, file.size());
            }
            return extent.summed() ? SummedReading.over(file, extent) : file;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Removes a file, if it is there. */
    void remove(Extent extent) {
        disk.delete(path(extent));
    }

    /**
     * Moves what earlier runs left and nothing names to the trash, and removes what was never
     * finished. May be stopped at any time and run again. Not for two threads at once.
     *
     * @param named whether a commit named the extent
     */
    Orphans setAsideOrphans(Predicate<Extent> named, Instant now) {
        var found = new Orphans(0, Trash.Sum.NONE);
        for (int i = 0; i < DIRECTORIES; i++) {
            for (Disk.Entry entry : disk.list(directory(i))) {
                if (earlier(entry)) {
                    found = judge(entry, named, now, found);
                }
            }
        }
        return found;
    }

    /** Removes for good what has been in the trash long enough. */
    Trash.Sum emptyTrash(Instant now) {
        return trash.empty(now);
    }

    private Orphans judge(Disk.Entry entry, Predicate<Extent> named, Instant now, Orphans found) {
        String name = entry.path().getFileName().toString();
        if (name.endsWith(UNFINISHED)) {
            disk.delete(entry.path());
            return new Orphans(found.unfinished() + 1, found.unnamed());
        }
        if (named.test(Extent.parse(name, entry.size()))) {
            return found;
        }
        trash.take(entry.path(), now);
        return new Orphans(found.unfinished(), found.unnamed().plus(entry));
    }

    /** All files there are, by name: for tests. */
    List<String> names() {
        var names = new ArrayList<String>();
        for (int i = 0; i < DIRECTORIES; i++) {
            disk.list(directory(i)).forEach(it -> names.add(it.path().getFileName().toString()));
        }
        return names;
    }

    /** Whether it is a file of data, of an earlier run. */
    private boolean earlier(Disk.Entry entry) {
        String name = entry.path().getFileName().toString();
        return !entry.directory()
                && name.length() >= NAME_CHARACTERS
                && !name.startsWith(Extent.runText(run));
    }

    /** Where a file is: for tests. */
    Path place(Extent extent) {
        return path(extent);
    }

    /** A file that is there and cannot be opened says nothing about its data. */
    private Disk.Reading open(Extent extent) {
        Path file = path(extent);
        try {
            return disk.open(file);
        } catch (UncheckedIOException e) {
            throw disk.exists(file) ? e : DamagedExtentException.missing(extent);
        }
    }

    private Path path(Extent extent) {
        return root.resolve(extent.directory()).resolve(extent.fileName());
    }

    private Path directory(int number) {
        return root.resolve(HexFormat.of().toHexDigits((byte) number));
    }

    /** A file being written; closing it before {@link #finish} removes it. For one thread. */
    final class Writing implements AutoCloseable {
        private final Extent extent;
        private final Path unfinished;
        private final Disk.Writing file;
        private final BlockSums sums;
        private boolean finished;

        private Writing(Extent extent, Path unfinished, Disk.Writing file) {
            this.extent = extent;
            this.unfinished = unfinished;
            this.file = file;
            this.sums = new BlockSums(extent.run(), extent.number());
        }

        /** Appends the first {@code length} bytes. */
        void write(byte[] bytes, int length) {
            sums.add(bytes, length);
            file.write(ByteBuffer.wrap(bytes, 0, length));
        }

        /** Returns the number of bytes of data written. */
        long length() {
            return sums.length();
        }

        /** Returns when the file is durable under its own name, with its sums, and nobody's yet. */
        Extent finish() {
            file.write(sums.finish());
            file.force();
            Path whole = path(extent);
            disk.rename(unfinished, whole);
            disk.forceDirectory(root.resolve(extent.directory()));
            finished = true;
            return new Extent(extent.run(), extent.number(), sums.length(), true);
        }

        @Override
        public void close() {
            file.close();
            if (!finished) {
                disk.delete(unfinished);
                disk.delete(path(extent));
            }
        }
    }
}
