package dev.carillon.app;

import dev.carillon.b2client.BucketRules;
import dev.carillon.b2client.RulesFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code carillon rule export}: prints rules as a file for {@code apply}. */
@Command(
        name = "export",
        header = "Print the rules of buckets as YAML, for carillon rule apply.",
        description = {"", "The output holds the signing secrets in clear."},
        footer = {"carillon rule export", "carillon rule export b2://photos"})
final class RuleExportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "[B2_URI...]",
            hideParamSyntax = true,
            arity = "0..*",
            converter = BucketUri.Converter.class,
            description = "the buckets; without any, all buckets of the account")
    private List<BucketUri> uris = new ArrayList<>();

    @Option(names = "--json", description = "print JSON, which carillon rule apply takes as well")
    private boolean json;

    @Mixin private B2Calls b2 = new B2Calls();

    @Override
    public Integer call() {
        List<BucketRules> all =
                b2.with(rules ->
                        uris.isEmpty()
                                ? rules.readAll()
                                : uris.stream()
                                        .map(bucketUri -> rules.read(bucketUri.bucket()))
                                        .toList());
        String text = json ? RulesFile.json(all) : RulesFile.text(all);
        Screen.of(spec.commandLine().getOut()).line(text.stripTrailing());
        return Exit.OK;
    }
}
