package dev.carillon.server;

import dev.carillon.registry.SecretsSealing;
import dev.carillon.registry.TopicSealing;
import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SealingKey;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.RocksState;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;
import java.util.function.Function;

/**
 * Changes the keys that seal the secrets in a data directory. No server may use the directory at
 * the same time.
 */
public final class DataSecrets {
    private final Path directory;
    private final KeySource source;

    /**
     * Names a data directory and the place of its keys.
     *
     * @param source the place of the keys, which a server over this directory uses too
     */
    public DataSecrets(Path directory, KeySource source) {
        this.directory = directory;
        this.source = source;
    }

    /**
     * The result of a rotation.
     *
     * @param keys the keys in the file, the new one first
     * @param sealed what is sealed by the new key
     */
    public record Rotated(SealingKeys keys, SecretsSealing.Sealed sealed) {}

    /**
     * Puts a new key before the others in the key file, and seals all secrets by it. If the process
     * dies meanwhile, the next start of a server, or another rotation, ends it.
     *
     * @throws ConfigException if the directory or the place of the keys does not allow it
     * @throws dev.carillon.state.CannotOpenStateException if the content of the directory or the
     *     keys cannot be read or written
     */
    public Rotated rotate() {
        Path file = file();
        return within(state -> {
            SealingKeys before = SecretsSealing.keys(state, source, KeySource.in(directory));
            if (before.keys().size() == SealingKeys.MOST) {
                throw new ConfigException(
                        "%s holds %d keys, the most there can be: remove old ones with --drop-old"
                                .formatted(file, SealingKeys.MOST));
            }
            SealingKeys keys = before.withFirst(SealingKey.draw(new SecureRandom()));
            KeySource.writeFile(file, keys);
            return new Rotated(keys, SecretsSealing.run(state, TopicSealing.of(keys)));
        });
    }

    /**
     * Removes from the key file all keys but the one that seals, after everything is sealed by it.
     * Older backups of the directory cannot be opened without the removed keys.
     *
     * @return the ids of the removed keys
     * @throws ConfigException as {@link #rotate} does
     * @throws dev.carillon.state.CannotOpenStateException as {@link #rotate} does
     */
    public Set<String> dropOld() {
        Path file = file();
        return within(state -> {
            SealingKeys keys = SecretsSealing.keys(state, source, KeySource.in(directory));
            var _ = SecretsSealing.run(state, TopicSealing.of(keys));
            Set<String> dropped = keys.ids();
            if (!SecretsSealing.named(state).equals(Set.of(keys.first().id()))) {
                throw new ConfigException(
                        "earlier values of secrets cannot be removed from the files of the folder,"
                                + " so no key is removed: see to the disk, then run it again");
            }
            dropped.remove(keys.first().id());
            if (!dropped.isEmpty()) {
                KeySource.writeFile(file, keys.onlyFirst());
            }
            return dropped;
        });
    }

    /**
     * Gives up the secrets whose keys are lost, so that a server can start without them.
     *
     * @return the ids of the lost keys
     * @throws ConfigException if the directory cannot be used
     * @throws dev.carillon.state.CannotOpenStateException if its content or the keys that are left
     *     cannot be read, or a first key cannot be made
     */
    public Set<String> forget() {
        return within(state -> SecretsSealing.forgetOthers(state, source, KeySource.in(directory)));
    }

    /** Returns whether there are so many keys that a new one needs an old one to be removed. */
    public boolean full() {
        return source.find().filter(keys -> keys.keys().size() == SealingKeys.MOST).isPresent();
    }

    private Path file() {
        return switch (source) {
            case KeySource.OwnFile(Path file) -> file;
            case KeySource.NamedFile(Path file) -> file;
            case KeySource.Given(String variable, _) ->
                    throw new ConfigException(
                            "the keys are in the variable %s: put a new key before the others there and start the server, which seals everything by it before it is ready"
                                    .formatted(variable));
        };
    }

    private <T> T within(Function<RocksState, T> work) {
        if (!WholeFolder.isIn(directory)) {
            throw new ConfigException(
                    directory.toAbsolutePath()
                            + " is no data directory of a server: name one with --data");
        }
        try (var held = DataDirectory.open(directory);
                var state =
                        WholeFolder.open(
                                held.path(), RocksSettings.defaults(), AcceptedLoss.none())) {
            return work.apply(state);
        }
    }
}
