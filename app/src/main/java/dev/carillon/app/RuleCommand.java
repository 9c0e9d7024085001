package dev.carillon.app;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RuleEdit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code carillon rule}: event notification rules, of this server or at Backblaze. */
@Command(
        name = "rule",
        header = "Manage the event notification rules of B2 buckets, here or at " + "Backblaze.",
        description = {
            "",
            "If B2_APPLICATION_KEY_ID and B2_APPLICATION_KEY are set, Backblaze is "
                    + "called with that key; otherwise the server on this machine is called "
                    + "with its own key pair. --endpoint names another server."
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
        throw Main.commandMissing(spec);
    }

    @Command(
            name = "enable",
            header = "Enable a rule.",
            footer = {"carillon rule enable photos new-pictures"})
    int enable(@Mixin RulePlace place, @Mixin B2Calls b2) {
        return switched(place, b2, true);
    }

    @Command(
            name = "disable",
            header = "Disable a rule; it is kept.",
            footer = {"carillon rule disable photos new-pictures"})
    int disable(@Mixin RulePlace place, @Mixin B2Calls b2) {
        return switched(place, b2, false);
    }

    @Command(
            name = "delete",
            header = "Delete a rule. Deliveries that it still owes become dead letters.",
            footer = {"carillon rule delete photos new-pictures"})
    int delete(@Mixin RulePlace place, @Mixin B2Calls b2) {
        b2.with(rules -> {
            rules.delete(place.bucket(), place.rule());
            return Exit.OK;
        });
        screen().line(place.json() ? deleted(place).toString() : deletedWords(place));
        return Exit.OK;
    }

    @Command(
            name = "resume",
            header = "Resume a suspended rule.",
            description = {
                "",
                "At Backblaze a suspended rule can only be deleted and created again, "
                        + "which is done there: events between the two are not sent."
            },
            footer = {"carillon rule resume photos new-pictures"})
    int resume(@Mixin RulePlace place, @Mixin B2Calls b2) {
        boolean was = b2.with(rules -> rules.read(place.bucket()).needed(place.rule()).suspended());
        if (!was && !place.json()) {
            screen().line("Rule '%s' is not suspended: nothing to do".formatted(place.rule()));
            return Exit.OK;
        }
        RuleText.print(screen(), b2.with(rules -> resumed(rules, place, was)), place.json());
        return Exit.OK;
    }

    @Command(
            name = "test",
            header =
                    "Send one b2:TestEvent to a rule's URL, signed as any message, and "
                            + "show each step.",
            description = {"", "The exit code is 0 if the endpoint accepted it, 1 if not."},
            footer = {
                "carillon rule test photos new-pictures",
                "carillon rule test photos new-pictures --json"
            })
    int test(@Mixin RulePlace place, @Mixin B2Calls b2) {
        RuleBook.Tested tested = b2.with(rules -> rules.test(place.bucket(), place.rule()));
        screen().line(
                        place.json()
                                ? document()
                                        .put("delivered", tested.delivered())
                                        .put("report", tested.report())
                                        .toString()
                                : tested.report().stripTrailing());
        return tested.delivered() ? Exit.OK : Exit.FAILED;
    }

    private int switched(RulePlace place, B2Calls b2, boolean enabled) {
        B2Rule rule =
                b2.with(rules ->
                        rules.update(place.bucket(), place.rule(), RuleEdit.enabled(enabled)));
        RuleText.print(screen(), rule, place.json());
        return Exit.OK;
    }

    private static B2Rule resumed(RuleBook rules, RulePlace place, boolean suspended) {
        return suspended
                ? rules.resume(place.bucket(), place.rule())
                : rules.read(place.bucket()).needed(place.rule());
    }

    private static ObjectNode deleted(RulePlace place) {
        return document().put("bucket", place.bucket()).put("deleted", place.rule());
    }

    private static String deletedWords(RulePlace place) {
        return "Rule '%s' has been deleted from b2://%s/".formatted(place.rule(), place.bucket());
    }

    private static ObjectNode document() {
        return JsonMapper.shared().createObjectNode();
    }

    private Screen screen() {
        return Screen.of(spec.commandLine().getOut());
    }
}
