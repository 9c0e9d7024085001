package dev.carillon.listen;

import dev.carillon.state.RealDisk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The folder in which a listener keeps what arrived. Each bucket has one, and more if several
 * listeners of it run at once; a listener has its folder to itself until it closes it.
 *
 * @param path the folder
 */
public record JournalFolder(Path path, FileLock lock) implements AutoCloseable {
    private static final int MOST = 16;
    private static final int HASH_CHARS = 8;

    /**
     * Takes the first free folder of a bucket.
     *
     * @param state the folder of all listeners of this user
     * @throws ListenException if there is none
     */
    public static JournalFolder take(Path state, RuleLeases.Place place) {
        try {
            Path all = state.resolve("journals");
            new RealDisk().createDirectories(all);
            for (int number = 1; number <= MOST; number++) {
                Path path = all.resolve(name(place) + "-" + number);
                FileChannel channel =
                        FileChannel.open(
                                path.resolveSibling(path.getFileName() + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = tried(channel);
                if (lock != null) {
                    return new JournalFolder(path, lock);
                }
                channel.close();
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ListenException("cannot keep events below " + state + ": " + e, e);
        }
        throw new ListenException(
                "%d listeners of bucket \"%s\" are running: stop one"
                        .formatted(MOST, place.bucket()));
    }

    /**
     * Takes the first folder of a bucket, which has the history of its listeners.
     *
     * @throws ListenException if a running listener has it, or the bucket never had a listener
     */
    public static JournalFolder first(Path state, RuleLeases.Place place) {
        if (!Files.isDirectory(state.resolve("journals").resolve(name(place) + "-1"))) {
            throw new ListenException(
                    "No listener of bucket \"%s\" at %s has kept events on this machine: check the"
                                    .formatted(place.bucket(), place.endpoint())
                            + " name and --endpoint");
        }
        JournalFolder free = take(state, place);
        if (free.path().toString().endsWith("-1")) {
            return free;
        }
        free.close();
        throw new ListenException(
                "A listener of bucket \"%s\" is running and has its events: stop it first"
                        .formatted(place.bucket()));
    }

    private static @Nullable FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String name(RuleLeases.Place place) {
        String hash = hash(place.endpoint() + "\n" + place.bucket());
        return place.bucket().replaceAll("[^A-Za-z0-9.-]", "_") + "-" + hash;
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + path, e);
        }
    }
}
