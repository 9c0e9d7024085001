package dev.carillon.app;

import dev.carillon.b2client.B2ClientException;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RulesFile;
import dev.carillon.b2client.RulesPlan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code carillon rule apply}: gives buckets exactly the rules of a file. */
@Command(
        name = "apply",
        header = "Make the rules of buckets equal to those in a file.",
        description = {
            "",
            "Shows the plan, and changes only what differs. Buckets that the file "
                    + "does not name stay as they are. carillon rule export writes such a "
                    + "file."
        },
        footer = {"carillon rule apply rules.yaml --dry-run", "carillon rule apply rules.yaml"})
final class RuleApplyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "the file, YAML or JSON")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "show the plan and change nothing")
    private boolean dryRun;

    @Option(names = "--json", description = "print the plan as one JSON document")
    private boolean json;

    @Mixin private B2Calls b2 = new B2Calls();

    @Override
    public Integer call() {
        RulesFile wanted = read();
        return b2.with(rules -> apply(rules, wanted));
    }

    /**
     * Applies the file. All plans are made before anything changes, so that a missing bucket is
     * reported first.
     */
    private int apply(RuleBook rules, RulesFile wanted) {
        var screen = Screen.of(spec.commandLine().getOut());
        List<RulesPlan> plans =
                wanted.buckets().entrySet().stream()
                        .map(bucket -> RulesPlan.of(rules.read(bucket.getKey()), bucket.getValue()))
                        .toList();
        List<RulesPlan> due = plans.stream().filter(RulesPlan::changes).toList();
        if (json) {
            if (!dryRun) {
                due.forEach(rules::apply);
            }
            screen.line(RuleText.plans(plans, !dryRun).toString());
            return Exit.OK;
        }
        plans.forEach(plan -> RuleText.plan(screen, plan));
        screen.line("");
        if (!dryRun) {
            due.forEach(plan -> {
                rules.apply(plan);
                screen.line("b2://" + plan.before().bucket() + " has its rules");
            });
        }
        screen.line(outcome(due.size()));
        return Exit.OK;
    }

    private String outcome(int due) {
        if (due == 0) {
            return "nothing differs";
        }
        return dryRun
                ? "nothing was changed (--dry-run)"
                : Screen.count(due, "bucket") + " changed";
    }

    private RulesFile read() {
        try {
            return RulesFile.parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new CommandFailed(
                    file + ": there is no such file; carillon rule export prints one", e);
        } catch (IOException e) {
            throw new CommandFailed(file + ": cannot be read: " + e, e);
        } catch (B2ClientException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }
}
