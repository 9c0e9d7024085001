package dev.carillon.app;

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

/** Which data folder a command is about: the one that {@code serve} takes when told the same. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "the data folder of the server (CARILLON_DATA; default carillon-data)")
    private Optional<String> data = Optional.empty();

    /**
     * How a server would run here, from this option and the environment.
     *
     * @throws CommandFailed when a setting of the environment is none
     */
    ServerConfig server() {
        Map<Setting, String> flags = data.map(it -> Map.of(Setting.DATA, it)).orElseGet(Map::of);
        try {
            return ServerConfig.of(Settings.read(flags, System.getenv(), Optional.empty()));
        } catch (ConfigException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether a folder was named. */
    boolean said() {
        return data.isPresent();
    }

    /**
     * The key pair that server was started with: of the environment, or of the folder.
     *
     * @throws CommandFailed when there is none, or it may not be read
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
