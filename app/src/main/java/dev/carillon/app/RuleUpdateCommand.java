package dev.carillon.app;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleEdit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code carillon rule update}: changes the given fields, and no others. */
@Command(
        name = "update",
        header = "Change a rule. What is not named stays as it is, the prefix too.",
        footer = {
            "carillon rule update photos new-pictures --webhook-url " + "https://example.com/other"
        })
final class RuleUpdateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private RulePlace place = new RulePlace();

    @Mixin private RuleOptions options = new RuleOptions();

    @Mixin private B2Calls b2 = new B2Calls();

    @Override
    public Integer call() {
        RuleEdit edit = options.edit(place.uri());
        B2Rule rule = b2.with(rules -> rules.update(place.bucket(), place.rule(), edit));
        RuleText.print(Screen.of(spec.commandLine().getOut()), rule, place.json());
        return Exit.OK;
    }
}
