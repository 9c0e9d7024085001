package dev.carillon.secrets;

import dev.carillon.state.CannotOpenStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The place that holds the keys of a folder. */
public sealed interface KeySource {
    /**
     * Reads the keys; empty if the place does not exist yet.
     *
     * @throws CannotOpenStateException if they cannot be read, are malformed, or are readable by
     *     other users; the message says what to do
     */
    Optional<SealingKeys> find();

    /**
     * Makes keys in a place that does not exist yet; they are on disk when this returns.
     *
     * @throws CannotOpenStateException if that is not possible here, or writing fails
     */
    SealingKeys make();

    /** Returns the name of the place, for messages. */
    String name();

    /** Returns the file in which a folder keeps its keys by itself. */
    static KeySource in(Path folder) {
        return new OwnFile(folder.resolve(OwnFile.NAME));
    }

    /**
     * The file in the data folder, which is made when it is needed first.
     *
     * @param file its path
     */
    record OwnFile(Path file) implements KeySource {
        /** The name of the file. */
        public static final String NAME = "secrets-key";

        @Override
        public Optional<SealingKeys> find() {
            return readFile(file);
        }

        @Override
        public SealingKeys make() {
            SealingKeys made = SealingKeys.drawn();
            writeFile(file, made);
            return made;
        }

        @Override
        public String name() {
            return file.toString();
        }
    }

    /**
     * A file that the operator names, and makes.
     *
     * @param file its path
     */
    record NamedFile(Path file) implements KeySource {
        @Override
        public Optional<SealingKeys> find() {
            return readFile(file);
        }

        @Override
        public SealingKeys make() {
            throw new CannotOpenStateException(
                    "the key file "
                            + file
                            + " does not exist: make one with 'carillon secrets key --out "
                            + file
                            + "', or name the one that belongs to this folder");
        }

        @Override
        public String name() {
            return file.toString();
        }
    }

    /**
     * Keys that the environment holds.
     *
     * @param variable the name of the variable
     * @param keys its keys
     */
    record Given(String variable, SealingKeys keys) implements KeySource {
        /**
         * Reads the value of a variable.
         *
         * @throws IllegalArgumentException if it is malformed; the message says why
         */
        public static Given of(String variable, String text) {
            return new Given(variable, KeyText.variable(text));
        }

        @Override
        public Optional<SealingKeys> find() {
            return Optional.of(keys);
        }

        @Override
        public SealingKeys make() {
            return keys;
        }

        @Override
        public String name() {
            return variable;
        }
    }

    /**
     * Writes keys into a file, in place of its earlier ones; they are on disk when this returns.
     *
     * @throws CannotOpenStateException if that fails
     */
    static void writeFile(Path file, SealingKeys keys) {
        try {
            OwnerFile.write(file, KeyText.ofFile(keys).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new CannotOpenStateException(
                    "the key file "
                            + file
                            + " cannot be written ("
                            + e
                            + "): let this user write there, or name another file with"
                            + " --secrets-key-file",
                    e);
        }
    }

    private static Optional<SealingKeys> readFile(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (OwnerFile.isOpenToOthers(file)) {
                throw new CannotOpenStateException(
                        "the key file "
                                + file
                                + " is open to other users: close it with 'chmod 600 "
                                + file
                                + "', and if they may have read it, rotate the key after the"
                                + " start");
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return Optional.of(KeyText.file(text));
        } catch (IOException e) {
            throw new CannotOpenStateException(
                    "the key file " + file + " cannot be read (" + e + "): let this user read it",
                    e);
        } catch (IllegalArgumentException e) {
            throw new CannotOpenStateException(
                    "the key file "
                            + file
                            + " is damaged ("
                            + e.getMessage()
                            + "): restore it from the backup of the key",
                    e);
        }
    }
}
