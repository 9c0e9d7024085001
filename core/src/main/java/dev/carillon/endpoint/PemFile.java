package dev.carillon.endpoint;

import dev.carillon.rule.TopicAttribute;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PEM file that an attribute of a topic names. Nothing but a regular file of at most 1 MiB is
 * read.
 *
 * @param attribute for messages
 * @param location as the user wrote it
 */
record PemFile(String attribute, String location) {
    private static final long MAX_BYTES = 1 << 20;

    /**
     * The state of a file at one time: a replaced or rewritten file has another one.
     *
     * @param identity of the file, such as its inode
     */
    record State(FileTime modified, long bytes, String identity) {
        private static final State ABSENT = new State(FileTime.fromMillis(0), -1, "");
    }

    /** Returns the file that an attribute names among a target's options. */
    static Optional<PemFile> of(TopicAttribute attribute, Map<String, String> options) {
        return Optional.of(attribute.in(options))
                .filter(location -> !location.isBlank())
                .map(location -> new PemFile(attribute.name(), location));
    }

    /** Returns the state of the file now. */
    State state() {
        try {
            var found = Files.readAttributes(Path.of(location), BasicFileAttributes.class);
            return new State(
                    found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
        } catch (IOException | InvalidPathException _) {
            return State.ABSENT;
        }
    }

    /** Returns the certificates in the file, at least one. */
    List<X509Certificate> certificates() throws CertificateException {
        try (var in = new ByteArrayInputStream(bytes())) {
            var found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (IOException | InvalidPathException | CertificateException _) {
            // reported below, like an empty file
        }
        throw unreadable("PEM certificates");
    }

    /**
     * Returns the file as text.
     *
     * @param what the contents that the file should have, for the message if it cannot be read
     */
    String text(String what) throws CertificateException {
        try {
            return new String(bytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException _) {
            throw unreadable(what);
        }
    }

    /**
     * Creates the message for every reason why a file is not usable, always the same, so that it
     * reveals nothing about the file system.
     */
    CertificateException unreadable(String what) {
        return bad("is no file of %s that the server can read".formatted(what));
    }

    /** Creates an exception whose message begins with the attribute and the file's path. */
    CertificateException bad(String words) {
        return new CertificateCheck.BadCertificateException(
                attribute + " " + location + " " + words);
    }

    private byte[] bytes() throws IOException {
        Path file = Path.of(location);
        if (!Files.isRegularFile(file)) {
            throw new IOException("no regular file");
        }
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("too large");
            }
            return bytes;
        }
    }
}
