package dev.carillon.app;

import dev.carillon.b2client.B2Rule;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code carillon rule list}: lists rules. */
@Command(
        name = "list",
        header = "List the rules of a bucket, or those for files below a path.",
        footer = {"carillon rule list photos", "carillon rule list b2://photos/in/ --json"})
final class RuleListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "B2_URI",
            converter = BucketUri.Converter.class,
            description = "the bucket, or b2://BUCKET/PREFIX")
    private BucketUri uri = new BucketUri("", "");

    @Option(
            names = "--json",
            description = "print them as the B2 API returns them, signing secrets in clear")
    private boolean json;

    @Mixin private B2Calls b2 = new B2Calls();

    @Override
    public Integer call() {
        List<B2Rule> rules =
                b2.with(ruleBook -> ruleBook.read(uri.bucket()).rules()).stream()
                        .filter(b2Rule -> b2Rule.prefix().startsWith(uri.prefix()))
                        .toList();
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            ArrayNode all = JsonMapper.shared().createArrayNode();
            rules.forEach(b2Rule -> all.add(b2Rule.json()));
            screen.line(all.toPrettyString());
        } else if (rules.isEmpty()) {
            screen.line("No notification rules for " + uri.shown());
        } else {
            screen.line("Notification rules for " + uri.shown() + " :");
            RuleText.list(screen, rules);
        }
        return Exit.OK;
    }
}
