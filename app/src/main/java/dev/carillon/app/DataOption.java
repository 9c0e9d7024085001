package dev.carillon.app;

import dev.carillon.receive.ReceiverFolder;
import dev.carillon.server.ConfigException;
import dev.carillon.server.RootKeyFile;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.signature.AccessKey;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The option that names the data folder, with the same default as that of {@code serve}. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "the data folder of the server (CARILLON_DATA; default carillon-data), or that"
                            + " of a receiver")
    private Optional<String> data = Optional.empty();

    /**
     * Returns the configuration of a server with this option and the environment.
     *
     * @throws CommandFailed if a setting of the environment is invalid
     */
    ServerConfig server() {
        Map<Setting, String> flags =
                data.map(text -> Map.of(Setting.DATA, text)).orElseGet(Map::of);
        try {
            return ServerConfig.of(Settings.read(flags, System.getenv(), Optional.empty()));
        } catch (ConfigException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the named folder if it is that of a receiver. */
    Optional<Path> receiver() {
        return data.map(Path::of).filter(ReceiverFolder::isOne);
    }

    /** Returns whether a folder was named. */
    boolean said() {
        return data.isPresent();
    }

    /**
     * Returns the key pair of that server: from the environment, or from the folder.
     *
     * @throws CommandFailed if there is none, or it may not be read
     */
    AccessKey rootKey() {
        ServerConfig server = server();
        return server.rootKey().orElseGet(() -> ofFolder(server.data()));
    }

    private static AccessKey ofFolder(Path folder) {
        try {
            return RootKeyFile.find(folder)
                    .orElseThrow(() ->
                            new CommandFailed(
                                    "no key pair to sign with: set CARILLON_ACCESS_KEY and"
                                            + " CARILLON_SECRET_KEY, or name with --data the"
                                            + " server's data folder, whose root-key you may read ("
                                            + folder.toAbsolutePath()
                                            + " has none)"));
        } catch (ConfigException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }
}
