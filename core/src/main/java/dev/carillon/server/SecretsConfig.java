package dev.carillon.server;

import dev.carillon.secrets.KeySource;

import java.nio.file.Path;
import java.util.Optional;

/** Reads where the keys that seal stored secrets are. */
public final class SecretsConfig {
    /** The variable that holds keys, the one that seals first. */
    public static final String VARIABLE = "CARILLON_SECRETS_KEY";

    private SecretsConfig() {}

    /**
     * Reads the place; empty = the file in the data directory.
     *
     * @throws ConfigException if both a file and the variable are given, or the variable is
     *     malformed
     */
    public static Optional<KeySource> of(Settings settings) {
        Optional<Path> file =
                Optional.of(settings.text(Setting.SECRETS_KEY_FILE))
                        .filter(text -> !text.isEmpty())
                        .map(Path::of);
        Optional<String> variable = settings.variable(VARIABLE);
        if (file.isPresent() && variable.isPresent()) {
            throw settings.wrong(
                    Setting.SECRETS_KEY_FILE,
                    "the variable %s is set too: set one of the two".formatted(VARIABLE));
        }
        return variable.map(SecretsConfig::given).or(() -> file.map(KeySource.NamedFile::new));
    }

    private static KeySource given(String text) {
        try {
            return KeySource.Given.of(VARIABLE, text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    VARIABLE
                            + ": "
                            + e.getMessage()
                            + "; it holds keys of 32 bytes in base64, separated by blanks, such as"
                            + " 'carillon secrets key' prints one",
                    e);
        }
    }
}
