package dev.carillon.state;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Holds {@value #SPARE} file descriptors and as many empty files for the database. They are
 * released if the database finds no others, and acquired again when twice as many are available.
 * Thread-safe; none waits for another.
 */
final class Reserve implements FileReserve, AutoCloseable {
    /**
     * The size of the reserve: more than the database needs to open, and to write out and compact
     * what it holds.
     */
    static final int SPARE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Path NOTHING = Path.of("/dev/null");

    private final Path directory;
    private final LongSupplier nanos;
    private final List<FileChannel> descriptors = new ArrayList<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean descriptorsWhole;
    private volatile boolean filesWhole;
    private volatile boolean closed;
    private volatile long triedNanos;

    private Reserve(Path directory, LongSupplier nanos) {
        this.directory = directory;
        this.nanos = nanos;
    }

    /** Creates a reserve and fills it as far as possible; the files are in {@code directory}. */
    static Reserve in(Path directory) {
        return in(directory, System::nanoTime);
    }

    /** Creates a reserve with a clock that only goes forward, in nanoseconds. */
    static Reserve in(Path directory, LongSupplier nanos) {
        var reserve = new Reserve(directory, nanos);
        reserve.fill();
        return reserve;
    }

    @Override
    public boolean isWhole() {
        refill();
        return filesWhole;
    }

    @Override
    public void release() {
        if (exclusively(this::dropFiles)) {
            LOG.warn(
                    "no file can be made in {} (no inodes or no space are left): the reserve is"
                            + " given to the database; make room",
                    directory.getParent());
        }
    }

    /** Releases the descriptors. */
    void releaseDescriptors() {
        if (exclusively(this::dropDescriptors)) {
            LOG.warn(
                    "no file descriptor is left: the reserve is given to the database; raise the"
                            + " limit (ulimit -n), or look for what holds them");
        }
    }

    /** Returns why the reserve is not complete, for people; empty if it is. */
    Optional<String> trouble() {
        refill();
        if (!descriptorsWhole) {
            return Optional.of(
                    "the process has hardly any file descriptors left: raise the limit (ulimit"
                            + " -n)");
        }
        return filesWhole
                ? Optional.empty()
                : Optional.of(
                        "hardly any file can be made in the data folder, and large objects are"
                                + " refused: its file system has no inodes or no space left, make"
                                + " room (df -i, df)");
    }

    /** Refills the reserve, unless that was tried within the last seconds. */
    void refill() {
        boolean whole = filesWhole && descriptorsWhole;
        if (!whole && nanos.getAsLong() - triedNanos > AGAIN.toNanos()) {
            fill();
        }
    }

    private void fill() {
        exclusively(() -> {
            triedNanos = nanos.getAsLong();
            filesWhole = filesWhole || takeFiles();
            descriptorsWhole = descriptorsWhole || takeDescriptors();
            return true;
        });
    }

    /**
     * Checks that the database could be opened: that enough descriptors and files are available.
     *
     * @throws IOException if they are not
     */
    void demandEnough() throws IOException {
        var taken = new ArrayList<FileChannel>();
        var made = new ArrayList<Path>();
        try {
            Files.createDirectories(directory);
            for (int i = 0; i < SPARE / 4; i++) {
                Path file = directory.resolve("try-" + i);
                taken.add(
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
                made.add(file);
                taken.add(FileChannel.open(NOTHING, StandardOpenOption.READ));
            }
        } finally {
            shut(taken);
            for (Path file : made) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Closes the descriptors; the files stay for the next run. */
    @Override
    public void close() {
        closed = true;
        exclusively(this::dropDescriptors);
    }

    private interface Step {
        boolean run();
    }

    /** Runs a step, unless another thread is running one. */
    private boolean exclusively(Step step) {
        if (!busy.compareAndSet(false, true)) {
            return false;
        }
        try {
            return step.run();
        } finally {
            busy.set(false);
        }
    }

    private boolean dropDescriptors() {
        boolean held = descriptorsWhole;
        shut(descriptors);
        descriptors.clear();
        descriptorsWhole = false;
        triedNanos = nanos.getAsLong();
        return held;
    }

    private boolean takeDescriptors() {
        if (closed) {
            return false;
        }
        var taken = new ArrayList<FileChannel>();
        try {
            while (taken.size() < 2 * SPARE) {
                taken.add(FileChannel.open(NOTHING, StandardOpenOption.READ));
            }
        } catch (IOException e) {
            shut(taken);
            return false;
        }
        shut(taken.subList(SPARE, taken.size()));
        descriptors.addAll(taken.subList(0, SPARE));
        return true;
    }

    private boolean dropFiles() {
        boolean held = filesWhole;
        filesWhole = false;
        triedNanos = nanos.getAsLong();
        remove(0, 2 * SPARE);
        return held;
    }

    private boolean takeFiles() {
        try {
            Files.createDirectories(directory);
            if (allThere()) {
                return true;
            }
            for (int i = 0; i < 2 * SPARE; i++) {
                if (!Files.exists(file(i))) {
                    Files.createFile(file(i));
                }
            }
        } catch (IOException e) {
            remove(0, 2 * SPARE);
            return false;
        }
        remove(SPARE, 2 * SPARE);
        return true;
    }

    /**
     * Returns whether all files exist. They are released together, so existing files are those of
     * an earlier run.
     */
    private boolean allThere() {
        return IntStream.range(0, SPARE).allMatch(number -> Files.exists(file(number)));
    }

    private void remove(int from, int to) {
        for (int i = from; i < to; i++) {
            try {
                Files.deleteIfExists(file(i));
            } catch (IOException e) {
                LOG.debug("a file of the reserve stays: {}", e.toString());
            }
        }
    }

    private Path file(int number) {
        return directory.resolve(Integer.toString(number));
    }

    private static void shut(List<FileChannel> channels) {
        for (FileChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("a descriptor of the reserve was not closed: {}", e.toString());
            }
        }
    }
}
