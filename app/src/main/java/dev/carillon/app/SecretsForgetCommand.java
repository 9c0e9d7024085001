package dev.carillon.app;

import dev.carillon.server.ConfigException;
import dev.carillon.state.CannotOpenStateException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.Set;
import java.util.concurrent.Callable;

/** {@code carillon secrets forget}: gives up secrets whose key is lost. */
@Command(
        name = "forget",
        header = "Give up the secrets of a stopped server whose key is lost.",
        description = {
            "",
            "A server does not start over secrets that it cannot open. If their key is lost for"
                    + " good, this lets it start: topics whose secrets are lost stay, and their"
                    + " events wait, until they are set again with their secrets; application keys"
                    + " whose secrets are lost are refused."
        },
        footer = {"carillon secrets forget --data /var/lib/carillon"})
final class SecretsForgetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private SecretsPlace place = new SecretsPlace();

    @Override
    public Integer call() {
        try {
            Set<String> gone = place.secrets().forget();
            Screen.of(spec.commandLine().getOut())
                    .line(
                            gone.isEmpty()
                                    ? "no key is missing: nothing was given up"
                                    : "given up: secrets sealed by " + String.join(", ", gone));
        } catch (ConfigException | CannotOpenStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        return Exit.OK;
    }
}
