package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.Callable;

/** {@code carillon subscription get}: shows one subscription. */
@Command(
        name = "get",
        header = "Show a subscription, what is owed to it, and how its last delivery ended.",
        footer = {
            "carillon subscription get photos new-pictures 2b1b6ab8-3a63-4be5-8f4f-3f8b6cc8a4d0"
        })
final class SubscriptionGetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private SubscriptionPlace place;

    SubscriptionGetCommand(BrokerCalls broker) {
        place = new SubscriptionPlace(broker);
    }

    @Override
    public Integer call() {
        JsonNode found = place.get();
        var screen = Screen.of(spec.commandLine().getOut());
        if (place.json()) {
            screen.line(found.toString());
        } else {
            SubscriptionText.show(screen, place, found);
        }
        return Exit.OK;
    }
}
