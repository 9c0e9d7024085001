package dev.carillon.app;

import tools.jackson.databind.JsonNode;

/** Prints subscriptions for people. */
final class SubscriptionText {
    private SubscriptionText() {}

    /** Prints all details that the broker gives. */
    static void show(Screen screen, SubscriptionPlace place, JsonNode subscription) {
        screen.line(screen.bold(place.shown()));
        screen.row("url", subscription.path("url").asString(""));
        if (!subscription.has("statistics")) {
            return;
        }
        screen.row("format", subscription.path("format").asString(""));
        screen.row(
                "failures",
                subscription.path("keep").asBoolean(false)
                        ? "never end it"
                        : subscription.path("maxFailureCount").asString("")
                                + " of one event end it");
        JsonNode statistics = subscription.path("statistics");
        screen.row("delivered", statistics.path("delivered").asString(""));
        screen.row("owed", statistics.path("owed").asString("") + since(statistics));
        screen.row("dead", statistics.path("deadLetters").asString(""));
        String error = statistics.path("lastError").asString("");
        screen.row("error", error.isEmpty() ? "(none)" : error);
    }

    private static String since(JsonNode statistics) {
        String oldest = statistics.path("owedSince").asString("");
        return oldest.isEmpty() ? "" : ", the oldest since " + Screen.seconds(oldest);
    }
}
