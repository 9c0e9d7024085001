package dev.carillon.embedded;

import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of an embedded server. Unlike {@code carillon serve} it listens on free ports of the
 * loopback address and takes 64 MiB for its store beside the heap, until {@link #with} says
 * otherwise. The environment and configuration files are not read. Immutable.
 */
public final class EmbeddedSettings {
    private final Optional<Path> folder;
    private final Settings settings;

    private EmbeddedSettings(Optional<Path> folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /**
     * Returns settings of a server that leaves nothing behind. It keeps its data in a new folder of
     * {@code java.io.tmpdir}, because large objects do not belong in memory, and removes the folder
     * when it is closed; a process that is killed leaves the folder there.
     */
    public static EmbeddedSettings temporary() {
        return new EmbeddedSettings(Optional.empty(), defaults());
    }

    /** Returns settings of a server that keeps its data in a folder, as {@code --data} does. */
    public static EmbeddedSettings in(Path folder) {
        return new EmbeddedSettings(Optional.of(folder), defaults());
    }

    private static Settings defaults() {
        return Settings.defaults()
                .with(Setting.S3_PORT, "0")
                .with(Setting.B2_PORT, "0")
                .with(Setting.ADMIN_PORT, "0")
                .with(Setting.MEMORY, "64MiB");
    }

    /**
     * Returns these settings with another value for one of them.
     *
     * @param text as in docs/configuration.md; it is checked when the server starts
     * @throws IllegalArgumentException for {@link Setting#DATA}, which the factories set, and for
     *     {@link Setting#LOG} and {@link Setting#LOG_ATTEMPTS}, because the logging belongs to the
     *     program around the server
     */
    public EmbeddedSettings with(Setting setting, String text) {
        elsewhere(setting)
                .ifPresent(advice -> {
                    throw new IllegalArgumentException(advice);
                });
        return new EmbeddedSettings(folder, settings.with(setting, text));
    }

    /**
     * Returns these settings with the event broker, on a free port unless {@link
     * Setting#BROKER_PORT} was set.
     *
     * @param secrets the secret by which requests are signed, or two, separated by a blank
     */
    public EmbeddedSettings withBroker(String secrets) {
        return new EmbeddedSettings(
                folder, settings.withSigningSecret(secrets).withDefault(Setting.BROKER_PORT, "0"));
    }

    /** Returns what to do instead of a setting that has no effect on an embedded server. */
    private static Optional<String> elsewhere(Setting setting) {
        return switch (setting) {
            case DATA -> Optional.of("name the folder with EmbeddedSettings.in");
            case LOG ->
                    Optional.of(
                            "the program's own SLF4J provider decides how log lines are written");
            case LOG_ATTEMPTS ->
                    Optional.of(
                            "set the level of the logger carillon.attempt: debug for all attempts,"
                                    + " info for those that failed, off for none");
            default -> Optional.empty();
        };
    }

    /** Returns the folder of the data; empty = a temporary one. */
    Optional<Path> folder() {
        return folder;
    }

    /** Returns the configuration of a server over a folder. */
    ServerConfig over(Path data) {
        return ServerConfig.of(settings.with(Setting.DATA, data.toString()));
    }
}
