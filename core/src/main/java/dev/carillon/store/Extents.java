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
 * The data files, in 256 directories. Thread-safe. Failures of the disk are thrown as {@link
 * java.io.UncheckedIOException}.
 *
 * <p>A file is written under a name that ends in {@value #UNFINISHED}, forced and renamed, and its
 * directory is forced: after {@link Writing#finish} it survives a power cut as a whole. Only then
 * may a commit name it.
 *
 * <p>The first half of a name is the run of the server. It distinguishes orphans of earlier runs
 * from files whose commit is still to come, without a clock.
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
     * The files that earlier runs left behind.
     *
     * @param unfinished incomplete files that were removed
     * @param unnamed complete files that no record names, now in the trash
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
     * Opens a file for reading; the caller closes it. It can be read even if it is removed
     * meanwhile. Every block of a summed extent is verified before it is returned. The reading is
     * for one thread.
     *
     * @throws DamagedExtentException if the file is missing, has the wrong length, or its table of
     *     sums is damaged; the reading throws it if a block is damaged
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

    /** Removes a file, if it exists. */
    void remove(Extent extent) {
        disk.delete(path(extent));
    }

    /**
     * Moves files of earlier runs that no record names to the trash, and removes unfinished ones.
     * May be interrupted at any time and run again. Must not run in two threads at once.
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

    /** Deletes files that were in the trash long enough. */
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

    /** Returns the names of all files: for tests. */
    List<String> names() {
        var names = new ArrayList<String>();
        for (int i = 0; i < DIRECTORIES; i++) {
            disk.list(directory(i))
                    .forEach(entry -> names.add(entry.path().getFileName().toString()));
        }
        return names;
    }

    /** Returns whether the entry is a data file of an earlier run. */
    private boolean earlier(Disk.Entry entry) {
        String name = entry.path().getFileName().toString();
        return !entry.directory()
                && name.length() >= NAME_CHARACTERS
                && !name.startsWith(Extent.runText(run));
    }

    /** Returns the path of a file: for tests. */
    Path place(Extent extent) {
        return path(extent);
    }

    /** Opens a file. A failure to open an existing file is not reported as damaged data. */
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

    /** A file being written; closing it before {@link #finish} removes it. Not thread-safe. */
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

        /** Appends the first {@code length} bytes of the array. */
        void write(byte[] bytes, int length) {
            sums.add(bytes, length);
            file.write(ByteBuffer.wrap(bytes, 0, length));
        }

        /** Returns the number of bytes of data written. */
        long length() {
            return sums.length();
        }

        /**
         * Completes the file. It is durable under its own name, with its sums, when this returns;
         * no record names it yet.
         */
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
