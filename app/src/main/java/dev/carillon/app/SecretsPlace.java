package dev.carillon.app;

import dev.carillon.receive.ReceiverFolder;
import dev.carillon.secrets.KeySource;
import dev.carillon.server.DataSecrets;
import dev.carillon.server.ServerConfig;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** The options that name a data folder and the keys of its secrets. */
final class SecretsPlace {
    @Mixin private DataOption data = new DataOption();

    @Option(
            names = "--secrets-key-file",
            paramLabel = "FILE",
            description =
                    "the keys of the folder's secrets (CARILLON_SECRETS_KEY_FILE; default"
                            + " FOLDER/secrets-key)")
    private Optional<Path> file = Optional.empty();

    /** Returns the folder of the store: that of a server, or that of a receiver. */
    Path folder() {
        return data.receiver().map(ReceiverFolder::events).orElseGet(() -> server().data());
    }

    /**
     * Returns the place of the keys: as the option says, as the environment says, or the folder.
     */
    KeySource keys() {
        return file.<KeySource>map(KeySource.NamedFile::new)
                .or(() -> data.receiver().isPresent() ? Optional.empty() : server().secrets())
                .orElseGet(() -> KeySource.in(folder()));
    }

    /** Returns the secrets of the folder. */
    DataSecrets secrets() {
        return new DataSecrets(folder(), keys());
    }

    private ServerConfig server() {
        return data.server();
    }
}
