package dev.carillon.app;

import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.KeyText;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.CannotOpenStateException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code carillon secrets key}: makes a key. */
@Command(
        name = "key",
        header = "Make a new key that seals secrets.",
        description = {
            "",
            "With --out it writes a key file for --secrets-key-file, which only its owner can read."
                + " Without, it prints one line for the variable CARILLON_SECRETS_KEY: keep that"
                + " line, because without it the secrets are lost. Keep a copy of the key apart"
                + " from the backups of the data folder."
        },
        footer = {"carillon secrets key --out /etc/carillon/secrets-key"})
final class SecretsKeyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the key into this file, which must not exist")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        SealingKeys keys = SealingKeys.drawn();
        if (out.isPresent()) {
            write(out.get(), keys);
        } else {
            Screen.of(spec.commandLine().getOut()).line(KeyText.ofVariable(keys));
        }
        return Exit.OK;
    }

    private void write(Path file, SealingKeys keys) {
        if (Files.exists(file)) {
            throw new CommandFailed(
                    file + " exists: name another file, or move it away if no folder needs it");
        }
        try {
            KeySource.writeFile(file, keys);
        } catch (CannotOpenStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        Screen.of(spec.commandLine().getOut())
                .line("%s holds the new key %s".formatted(file, keys.first().id()));
    }
}
