package dev.carillon.app;

import dev.carillon.b2client.B2Rule;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code carillon rule create}: creates a rule. */
@Command(
        name = "create",
        header = "Create a rule.",
        footer = {
            "carillon rule create b2://photos/in/ new-pictures --event-type "
                    + "b2:ObjectCreated:* --webhook-url https://example.com/hook"
        })
final class RuleCreateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private RulePlace place = new RulePlace();

    @Mixin private RuleOptions options = new RuleOptions();

    @Mixin private B2Calls b2 = new B2Calls();

    @Override
    public Integer call() {
        options.missing()
                .ifPresent(missing -> {
                    throw new ParameterException(spec.commandLine(), "a new rule needs " + missing);
                });
        B2Rule rule = B2Rule.named(place.rule()).with(options.edit(place.uri()));
        B2Rule made = b2.with(rules -> rules.create(place.bucket(), rule));
        RuleText.print(Screen.of(spec.commandLine().getOut()), made, place.json());
        return Exit.OK;
    }
}
