package dev.carillon.app;

import dev.carillon.b2client.BucketRules;
import dev.carillon.b2client.RulesFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code carillon rule export}: rules as a file that {@code apply} takes. */
@Command(
        name = "export",
        description = {
            "Print the rules of buckets as YAML, which carillon rule apply takes.",
            "",
            "It has the signing secrets in clear."
        })
final class RuleExportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "[B2_URI...]",
            hideParamSyntax = true,
            arity = "0..*",
            converter = BucketUri.Converter.class,
            description = "the buckets; all of the account where none is named")
    private List<BucketUri> uris = new ArrayList<>();

    @Mixin private B2Calls b2 = new B2Calls();

    @Override
    public Integer call() {
        List<BucketRules> all =
                b2.with(rules ->
                        uris.isEmpty()
                                ? rules.readAll()
                                : uris.stream().map(it -> rules.read(it.bucket())).toList());
        Screen.of(spec.commandLine().getOut()).line(RulesFile.text(all).stripTrailing());
        return Exit.OK;
    }
}
