package dev.carillon.app;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RuleEdit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon rule}: event notification rules, here or at Backblaze. */
@Command(
        name = "rule",
        description = {
            "See to the event notification rules of B2 buckets, of a Carillon server or at"
                    + " Backblaze.",
            "",
            "Asks Backblaze with the key of B2_APPLICATION_KEY_ID and B2_APPLICATION_KEY where"
                    + " these are set,",
            "else the server on this machine with its own key pair; --endpoint says another place."
        },
        subcommands = {
            RuleListCommand.class,
            RuleCreateCommand.class,
            RuleUpdateCommand.class,
            RuleExportCommand.class,
            RuleApplyCommand.class
        })
final class RuleCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "enable", description = "Have a rule tell, and change nothing else of it.")
    int enable(@Mixin RulePlace place, @Mixin B2Calls b2) {
        return switched(place, b2, true);
    }

    @Command(name = "disable", description = "Have a rule tell nothing, and keep it.")
    int disable(@Mixin RulePlace place, @Mixin B2Calls b2) {
        return switched(place, b2, false);
    }

    @Command(
            name = "delete",
            description = "Delete a rule. What it still owes becomes dead letters.")
    int delete(@Mixin RulePlace place, @Mixin B2Calls b2) {
        b2.with(rules -> {
            rules.delete(place.bucket(), place.rule());
            return Exit.OK;
        });
        screen().line(
                        "Rule '%s' has been deleted from b2://%s/"
                                .formatted(place.rule(), place.bucket()));
        return Exit.OK;
    }

    @Command(
            name = "resume",
            description = {
                "Have a suspended rule tell again.",
                "",
                "Backblaze can only delete a suspended rule and make it again, which is done then:",
                "what happens between the two is not told."
            })
    int resume(@Mixin RulePlace place, @Mixin B2Calls b2) {
        boolean was = b2.with(rules -> rules.read(place.bucket()).needed(place.rule()).suspended());
        if (!was) {
            screen().line("Rule '%s' is not suspended: nothing to do".formatted(place.rule()));
            return Exit.OK;
        }
        RuleText.show(screen(), b2.with(rules -> rules.resume(place.bucket(), place.rule())));
        return Exit.OK;
    }

    @Command(
            name = "test",
            description = {
                "Send a rule's URL one b2:TestEvent, signed as any message, and tell how that"
                        + " went.",
                "",
                "Exit code 0 when the endpoint took it, 1 when not."
            })
    int test(@Mixin RulePlace place, @Mixin B2Calls b2) {
        RuleBook.Tested tested = b2.with(rules -> rules.test(place.bucket(), place.rule()));
        screen().line(tested.report().stripTrailing());
        return tested.delivered() ? Exit.OK : Exit.FAILED;
    }

    private int switched(RulePlace place, B2Calls b2, boolean enabled) {
        B2Rule rule =
                b2.with(rules ->
                        rules.update(place.bucket(), place.rule(), RuleEdit.enabled(enabled)));
        RuleText.show(screen(), rule);
        return Exit.OK;
    }

    private Screen screen() {
        return Screen.of(spec.commandLine().getOut());
    }
}
