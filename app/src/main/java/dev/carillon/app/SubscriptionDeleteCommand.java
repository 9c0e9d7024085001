package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.Callable;

/** {@code carillon subscription delete}: deletes a subscription. */
@Command(
        name = "delete",
        header = "Delete a subscription. Deliveries that it still owes become dead letters.",
        footer = {
            "carillon subscription delete photos new-pictures 2b1b6ab8-3a63-4be5-8f4f-3f8b6cc8a4d0"
        })
final class SubscriptionDeleteCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private SubscriptionPlace place;

    SubscriptionDeleteCommand(BrokerCalls broker) {
        place = new SubscriptionPlace(broker);
    }

    @Override
    public Integer call() {
        JsonNode deleted = place.delete();
        Screen.of(spec.commandLine().getOut())
                .line(
                        place.json()
                                ? deleted.toString()
                                : "Subscription %s has been deleted; its URL was %s"
                                        .formatted(
                                                place.shown(), deleted.path("url").asString("")));
        return Exit.OK;
    }
}
