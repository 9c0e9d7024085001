package dev.carillon.app;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleEdit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code carillon rule update}: what is said is changed, and nothing else. */
@Command(
        name = "update",
        description = "Change what is said of a rule. What is not said stays, the prefix too.")
final class RuleUpdateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private RulePlace place = new RulePlace();

    @Mixin private RuleOptions options = new RuleOptions();

    @Option(names = "--json", description = "print the rule as the B2 API tells it")
    private boolean json;

    @Mixin private B2Calls b2 = new B2Calls();

    @Override
    public Integer call() {
        RuleEdit edit = options.edit(place.uri());
        B2Rule rule = b2.with(rules -> rules.update(place.bucket(), place.rule(), edit));
        RuleText.tell(Screen.of(spec.commandLine().getOut()), rule, json);
        return Exit.OK;
    }
}
