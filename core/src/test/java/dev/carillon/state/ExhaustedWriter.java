package dev.carillon.state;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that commits while another part of it takes all file descriptors or all of the disk,
 * and after these were given back. Exits with status 1 and a reason if a commit failed permanently
 * or an acknowledged one is gone. Run under a small {@code ulimit -n}, or on a small file system.
 *
 * <p>Arguments: the directory, and {@code descriptors}, {@code files} or {@code bytes}.
 */
final class ExhaustedWriter {
    /** Settings with which the log is switched, so that files must be opened, every ten commits. */
    private static final RocksSettings SMALL = new RocksSettings(4 << 20, 1 << 20, 1);

    private static final int VALUE_BYTES = 100_000;
    private static final int BEFORE = 25;
    private static final int UNDER = 60;
    private static final Duration AFTER_AT_MOST = Duration.ofSeconds(30);

    private final List<Integer> acknowledged = new ArrayList<>();
    private int number;
    private int refused;

    private ExhaustedWriter() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        loadClasses();
        new ExhaustedWriter().run(directory, eater(args[1], directory.resolveSibling("eaten")));
    }

    private void run(Path directory, Eater eater) throws IOException {
        try (var state = RocksState.open(directory, SMALL)) {
            for (int i = 0; i < BEFORE; i++) {
                commit(state);
            }
            demand(refused == 0, "refused before anything was taken");
            for (int i = 0; i < UNDER; i++) {
                eater.eat();
                commit(state);
            }
            int refusedUnder = refused;
            System.out.println(
                    "under: refused " + refused + ", " + state.trouble().orElse("no trouble"));
            verify(state);
            eater.giveBack();
            int before = acknowledged.size();
            long end = System.nanoTime() + AFTER_AT_MOST.toNanos();
            while (acknowledged.size() < before + BEFORE && System.nanoTime() < end) {
                commit(state);
                LockSupport.parkNanos(10_000_000); // may return at once: a commit may have unparked
            }
            demand(acknowledged.size() == before + BEFORE, "not taken again: " + state.trouble());
            verify(state);
            System.out.printf(
                    "acknowledged %d, refused %d, recoveries %d%n",
                    acknowledged.size(), refusedUnder, state.figures().recoveries());
        }
        try (var state = RocksState.open(directory, SMALL)) {
            verify(state);
        }
    }

    private void commit(State state) {
        number++;
        try {
            state.commit(new Commit().put(key(number), new byte[VALUE_BYTES]));
            acknowledged.add(number);
        } catch (NotCommittedException e) {
            refused++;
        }
    }

    /** Checks that every acknowledged commit is there, and no refused one. */
    private void verify(State state) {
        for (int i = 1; i <= number; i++) {
            boolean expected = acknowledged.contains(i);
            try {
                boolean there = state.get(key(i)).isPresent();
                demand(there == expected, "commit " + i + ": " + expected + ", found " + there);
            } catch (DiskUnavailableException e) {
                System.out.println("not readable now: " + e.getMessage());
                return;
            }
        }
    }

    private static Key key(int number) {
        return Template.builder().u8('k').i32(number).key();
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /**
     * Loads the classes in advance: loading from a folder takes a descriptor, an archive is open
     * already.
     */
    private static void loadClasses() throws Exception {
        for (Class<?> one : List.of(RocksState.class, ExhaustedWriter.class)) {
            Path classes = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(classes)) {
                loadFolder(classes.resolve("dev/carillon/state"));
            }
        }
    }

    private static void loadFolder(Path classes) throws Exception {
        try (var files = Files.list(classes)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.contains("Test") && !name.contains("IT")) {
                    Class.forName("dev.carillon.state." + name.replace(".class", ""));
                }
            }
        }
    }

    private interface Eater {
        /** Takes everything that is available now. */
        void eat();

        void giveBack() throws IOException;
    }

    private static Eater eater(String what, Path folder) throws IOException {
        Files.createDirectories(folder);
        return switch (what) {
            case "descriptors" -> new Descriptors();
            case "files" -> new Disk(folder, 0);
            case "bytes" -> new Disk(folder, 1 << 16);
            default -> throw new IllegalArgumentException("descriptors, files or bytes?");
        };
    }

    private static final class Descriptors implements Eater {
        private final List<Closeable> open = new ArrayList<>();

        @Override
        public void eat() {
            try {
                while (true) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // None is left.
            }
        }

        @Override
        public void giveBack() throws IOException {
            for (Closeable one : open) {
                one.close();
            }
        }
    }

    private static final class Disk implements Eater {
        private final Path folder;
        private final byte[] content;
        private int made;

        private Disk(Path folder, int bytes) {
            this.folder = folder;
            this.content = new byte[bytes];
        }

        @Override
        public void eat() {
            try {
                while (true) {
                    try (var file = new FileOutputStream(folder.resolve("" + made++).toFile())) {
                        file.write(content);
                    }
                }
            } catch (IOException e) {
                // None is left.
            }
        }

        @Override
        public void giveBack() throws IOException {
            for (int i = 0; i < made; i++) {
                Files.deleteIfExists(folder.resolve("" + i));
            }
        }
    }
}
