package dev.carillon.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.Map;

/** {@code carillon subscription}: the subscriptions of an event broker. */
@Command(
        name = "subscription",
        header = "Manage the subscriptions of an event broker.",
        description = {
            "",
            "Requests are signed with the secret in the variable SIGNING_SECRET; if it holds",
            "two, with the first."
        })
final class SubscriptionCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    /**
     * Returns the command with its subcommands.
     *
     * @param environment the variables of the process
     */
    static CommandLine line(Map<String, String> environment) {
        return new CommandLine(new SubscriptionCommand())
                .addSubcommand(new SubscriptionListCommand(new BrokerCalls(environment)))
                .addSubcommand(new SubscriptionCreateCommand(new BrokerCalls(environment)))
                .addSubcommand(new SubscriptionTestCommand(new BrokerCalls(environment)))
                .addSubcommand(new SubscriptionGetCommand(new BrokerCalls(environment)))
                .addSubcommand(new SubscriptionDeleteCommand(new BrokerCalls(environment)));
    }

    @Override
    public void run() {
        throw Main.commandMissing(spec);
    }
}
