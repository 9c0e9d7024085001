package dev.carillon.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment together with the variables of a file {@code .env}, which is looked for in the
 * current folder and then in those above it. A variable that the environment has wins.
 */
final class DotEnv {
    private static final String NAME = ".env";
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");
    private static final Pattern QUOTED = Pattern.compile("(['\"])(.*)\\1");

    private DotEnv() {}

    /**
     * Returns the variables of this process.
     *
     * @throws CommandFailed if the file cannot be read
     */
    static Map<String, String> read() {
        return read(Path.of("").toAbsolutePath(), System.getenv());
    }

    /**
     * Returns the variables for a current folder and an environment.
     *
     * @throws CommandFailed if the file cannot be read
     */
    static Map<String, String> read(Path folder, Map<String, String> environment) {
        var all = new HashMap<String, String>();
        find(folder).ifPresent(file -> add(file, all));
        all.putAll(environment);
        return all;
    }

    private static Optional<Path> find(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            Path file = at.resolve(NAME);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static void add(Path file, Map<String, String> all) {
        try {
            Files.readAllLines(file).forEach(line -> add(line, all));
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be read: " + e, e);
        }
    }

    private static void add(String line, Map<String, String> all) {
        Matcher parts = LINE.matcher(line);
        if (parts.matches()) {
            Matcher quoted = QUOTED.matcher(parts.group(2));
            all.put(
                    parts.group(1),
                    quoted.matches() ? quoted.group(2) : parts.group(2).replaceAll("\\s+#.*", ""));
        }
    }
}
