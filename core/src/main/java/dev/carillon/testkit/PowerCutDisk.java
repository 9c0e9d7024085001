package dev.carillon.testkit;

import dev.carillon.state.Disk;
import dev.carillon.state.DiskFullException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A disk in memory that knows what was forced: {@link #powerCut} reverts every byte and every name
 * that was not. Paths are never looked up on the real disk. Thread-safe, one at a time.
 *
 * <p>It is stricter than most disks, as POSIX allows: forcing a file does not make its name
 * durable, only forcing its directory does. Files opened before a power cut are unusable after it.
 */
public final class PowerCutDisk implements Disk {
    private static final long BYTES = 1L << 40;

    private final InstantSource clock;
    private NavigableMap<Path, Node> names = new TreeMap<>();
    private NavigableMap<Path, Node> forcedNames = new TreeMap<>();
    private long room = BYTES;
    private int powerCuts;

    /** Creates an empty disk; {@code clock} dates its files. */
    public PowerCutDisk(InstantSource clock) {
        this.clock = clock;
    }

    /** Reverts every byte and every name that was not forced. */
    public synchronized void powerCut() {
        powerCuts++;
        names = new TreeMap<>(forcedNames);
        for (Node node : names.values()) {
            node.size = node.forced;
        }
    }

    /** Refuses writes, like a full disk, once this many more bytes were written. */
    public synchronized void roomFor(long bytes) {
        room = bytes;
    }

    /** Changes the content of a file directly, like a bad disk. */
    public synchronized void damage(Path file, UnaryOperator<byte[]> damage) {
        Node node = node("damage", file);
        node.bytes = damage.apply(Arrays.copyOf(node.bytes, node.size));
        node.size = node.bytes.length;
        node.forced = node.size;
    }

    /**
     * Returns the rest of {@link #roomFor}, out of one tebibyte; deleting files does not increase
     * it.
     */
    @Override
    public synchronized Space space(Path path) {
        return new Space(Math.min(room, BYTES), BYTES);
    }

    @Override
    public synchronized Writing create(Path file) {
        if (names.containsKey(key(file))) {
            throw refused("create", file, "the name is taken");
        }
        if (!directoryExists(key(file).resolveSibling(""))) {
            throw refused("create", file, "no such directory");
        }
        var node = new Node(false, clock.instant());
        names.put(key(file), node);
        return new NodeWriting(file, node, powerCuts);
    }

    @Override
    public synchronized Reading open(Path file) {
        Node node = node("open", file);
        if (node.directory) {
            throw refused("open", file, "it is a directory");
        }
        return new NodeReading(file, node, powerCuts);
    }

    @Override
    public synchronized boolean exists(Path path) {
        return directoryExists(key(path)) || names.containsKey(key(path));
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        Node node = node("rename", from);
        names.remove(key(from));
        names.put(key(to), node);
    }

    @Override
    public synchronized boolean delete(Path path) {
        if (!list(path).isEmpty()) {
            throw refused("delete", path, "the directory is not empty");
        }
        return names.remove(key(path)) != null;
    }

    @Override
    public synchronized void createDirectories(Path directory) {
        for (Path at = key(directory); at.getParent() != null; at = at.getParent()) {
            var node = names.computeIfAbsent(at, path -> new Node(true, clock.instant()));
            forcedNames.put(at, node);
        }
    }

    @Override
    public synchronized void forceDirectory(Path directory) {
        Path above = key(directory);
        if (!directoryExists(above)) {
            throw refused("force directory", directory, "no such directory");
        }
        forcedNames.keySet().removeIf(path -> above.equals(path.getParent()));
        names.forEach((path, node) -> {
            if (above.equals(path.getParent())) {
                forcedNames.put(path, node);
            }
        });
    }

    @Override
    public synchronized List<Entry> list(Path directory) {
        return names.entrySet().stream()
                .filter(name -> key(directory).equals(name.getKey().getParent()))
                .map(name -> entry(directory.resolve(name.getKey().getFileName()), name.getValue()))
                .toList();
    }

    private static Entry entry(Path path, Node node) {
        return new Entry(path, node.directory, node.size, node.modified);
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private boolean directoryExists(Path path) {
        return path.getParent() == null
                || Optional.ofNullable(names.get(path)).map(node -> node.directory).orElse(false);
    }

    private Node node(String what, Path path) {
        return Optional.ofNullable(names.get(key(path)))
                .orElseThrow(() -> refused(what, path, "no such file"));
    }

    private void demandPower(String what, Path file, int powerCutsWhenOpened) {
        if (powerCutsWhenOpened != powerCuts) {
            throw refused(what, file, "the power was cut since it was opened");
        }
    }

    private static UncheckedIOException refused(String what, Path path, String why) {
        String message = "cannot " + what + " " + path + ": " + why;
        return new UncheckedIOException(message, new IOException(message));
    }

    /**
     * The bytes of a file, independent of its name; the first {@code forced} of them survive a
     * power cut.
     */
    private static final class Node {
        private final boolean directory;
        private byte[] bytes = new byte[0];
        private int size;
        private int forced;
        private Instant modified;

        private Node(boolean directory, Instant modified) {
            this.directory = directory;
            this.modified = modified;
        }

        private void append(ByteBuffer more) {
            int length = more.remaining();
            if (size + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
            }
            more.get(bytes, size, length);
            size += length;
        }
    }

    private final class NodeWriting implements Writing {
        private final Path file;
        private final Node node;
        private final int opened;

        private NodeWriting(Path file, Node node, int opened) {
            this.file = file;
            this.node = node;
            this.opened = opened;
        }

        @Override
        public void write(ByteBuffer bytes) {
            synchronized (PowerCutDisk.this) {
                demandPower("write", file, opened);
                if (bytes.remaining() > room) {
                    String message = "cannot write " + file + ": no space left on the disk";
                    throw new DiskFullException(message, new IOException(message));
                }
                room -= bytes.remaining();
                node.append(bytes);
                node.modified = clock.instant();
            }
        }

        @Override
        public void force() {
            synchronized (PowerCutDisk.this) {
                demandPower("force", file, opened);
                node.forced = node.size;
            }
        }

        @Override
        public long size() {
            synchronized (PowerCutDisk.this) {
                return node.size;
            }
        }

        @Override
        public void close() {}
    }

    private final class NodeReading implements Reading {
        private final Path file;
        private final Node node;
        private final int opened;

        private NodeReading(Path file, Node node, int opened) {
            this.file = file;
            this.node = node;
            this.opened = opened;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (PowerCutDisk.this) {
                demandPower("read", file, opened);
                if (position >= node.size) {
                    return -1;
                }
                int length = (int) Math.min(into.remaining(), node.size - position);
                into.put(node.bytes, (int) position, length);
                return length;
            }
        }

        @Override
        public long size() {
            synchronized (PowerCutDisk.this) {
                return node.size;
            }
        }

        @Override
        public void close() {}
    }
}
