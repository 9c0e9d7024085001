package dev.carillon.app;

import dev.carillon.server.ConfigException;
import dev.carillon.server.DataSecrets;
import dev.carillon.state.CannotOpenStateException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.LinkedHashSet;
import java.util.concurrent.Callable;

/** {@code carillon secrets rotate}: seals all secrets of a stopped server by a new key. */
@Command(
        name = "rotate",
        header = "Seal all secrets of a stopped server by a new key.",
        description = {
            "",
            "Puts a new key before the others in the key file, then seals every stored secret by"
                    + " it. The old keys stay in the file, because older backups of the folder need"
                    + " them; --drop-old removes them. If it is interrupted, run it again or start"
                    + " the server. No event and no delivery is changed."
        },
        footer = {
            "carillon secrets rotate",
            "carillon secrets rotate --data /var/lib/carillon --drop-old"
        })
final class SecretsRotateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private SecretsPlace place = new SecretsPlace();

    @Option(names = "--drop-old", description = "remove the old keys from the file afterwards")
    private boolean dropOld;

    @Override
    public Integer call() {
        try {
            DataSecrets secrets = place.secrets();
            var removed = new LinkedHashSet<String>();
            if (dropOld && secrets.full()) {
                removed.addAll(secrets.dropOld());
            }
            show(secrets.rotate());
            if (dropOld) {
                removed.addAll(secrets.dropOld());
                Screen.of(spec.commandLine().getOut())
                        .line("removed from the file: " + String.join(", ", removed));
            }
        } catch (ConfigException | CannotOpenStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        return Exit.OK;
    }

    private void show(DataSecrets.Rotated rotated) {
        var screen = Screen.of(spec.commandLine().getOut());
        screen.line("the key %s seals from now on".formatted(rotated.keys().first().id()));
        screen.figure(rotated.sealed().topics(), "topics sealed by it");
        screen.figure(rotated.sealed().appKeys(), "application keys sealed by it");
        screen.figure(rotated.sealed().unopened(), "not opened, so left as they were");
        screen.figure(rotated.keys().keys().size(), "keys in the file: back it up");
    }
}
