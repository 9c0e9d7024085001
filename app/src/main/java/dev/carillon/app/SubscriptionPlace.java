package dev.carillon.app;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

/** The subscription that a command names, and the calls for it. */
final class SubscriptionPlace {
    @Mixin private BrokerRule rule = new BrokerRule();

    @Parameters(index = "2", paramLabel = "ID", description = "the id of the subscription")
    private String id = "";

    @Option(names = "--json", description = "print it as the broker returns it")
    private boolean json;

    @Mixin private BrokerCalls broker;

    SubscriptionPlace(BrokerCalls broker) {
        this.broker = broker;
    }

    /** Returns the subscription as the broker has it. */
    JsonNode get() {
        return broker.get(rule.path(id));
    }

    /** Deletes the subscription and returns what it was. */
    JsonNode delete() {
        return broker.delete(rule.path(id));
    }

    /** Returns bucket, rule and id, for people. */
    String shown() {
        return rule.shown() + "/" + id;
    }

    /** Returns whether JSON is wanted. */
    boolean json() {
        return json;
    }
}
