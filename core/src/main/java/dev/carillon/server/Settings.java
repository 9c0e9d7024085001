package dev.carillon.server;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values given for each {@link Setting}, with the place of each: flags take precedence over the
 * environment, that over the file, and that over the default.
 */
public final class Settings {
    /**
     * A value as it was given.
     *
     * @param text the value, not checked yet
     * @param place the place where it was given, in the words of an error message
     */
    record Said(String text, String place) {}

    private final Map<Setting, Said> said;
    private final Map<String, String> environment;

    private Settings(Map<Setting, Said> said, Map<String, String> environment) {
        this.said = said;
        this.environment = Map.copyOf(environment);
    }

    /** Returns settings without any value: every default. */
    public static Settings defaults() {
        return new Settings(new EnumMap<>(Setting.class), Map.of());
    }

    /**
     * Reads the settings from all places.
     *
     * @param flags from the command line
     * @param environment the variables of the process
     * @param file the configuration file that the command line names; {@code CARILLON_CONFIG} may
     *     name it too
     * @throws ConfigException if the file cannot be read, or has an unknown key
     */
    public static Settings read(
            Map<Setting, String> flags, Map<String, String> environment, Optional<Path> file) {
        var said = new EnumMap<Setting, Said>(Setting.class);
        file.or(() -> Optional.ofNullable(environment.get("CARILLON_CONFIG")).map(Path::of))
                .ifPresent(path -> said.putAll(ConfigFile.read(path)));
        for (Setting setting : Setting.values()) {
            setting.foreignVariable().ifPresent(name -> read(said, setting, environment, name));
            read(said, setting, environment, setting.variable());
        }
        flags.forEach((setting, text) -> said.put(setting, new Said(text, setting.flag())));
        return new Settings(said, environment);
    }

    private static void read(
            Map<Setting, Said> said,
            Setting setting,
            Map<String, String> environment,
            String variable) {
        String text = environment.get(variable);
        if (text != null) {
            said.put(setting, new Said(text, variable));
        }
    }

    /** Returns these settings with another default for one of them. */
    public Settings withDefault(Setting setting, String text) {
        return said(setting) ? this : with(setting, text);
    }

    /** Returns these settings with a secret of the event broker: for programs that start one. */
    public Settings withSigningSecret(String text) {
        var more = new HashMap<>(environment);
        more.put(BrokerConfig.SECRET_VARIABLE, text);
        return new Settings(said, more);
    }

    /** Returns these settings with one more value: for programs that start a server themselves. */
    public Settings with(Setting setting, String text) {
        var more = new EnumMap<Setting, Said>(Setting.class);
        more.putAll(said);
        more.put(setting, new Said(text, setting.key()));
        return new Settings(more, environment);
    }

    /** Returns the given value, or the default. */
    String text(Setting setting) {
        Said it = said.get(setting);
        return it == null ? setting.defaultText() : it.text().strip();
    }

    /** Returns whether a value was given anywhere. */
    boolean said(Setting setting) {
        return said.containsKey(setting);
    }

    /** Returns the variables of the process. */
    Map<String, String> environment() {
        return environment;
    }

    /** Returns a variable of the process that is not a setting: a secret. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
    }

    /** Creates an error about one setting that names the place where it was given. */
    ConfigException wrong(Setting setting, String why) {
        Said it = said.get(setting);
        String place = it == null ? setting.flag() : it.place();
        return new ConfigException(place + ": " + why);
    }
}
