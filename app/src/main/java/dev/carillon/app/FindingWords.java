package dev.carillon.app;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** The finding of one rule about an event, in words. */
final class FindingWords {
    private FindingWords() {}

    /** Returns the rule and its topic, as the first cells of a row. */
    static List<String> who(JsonNode it) {
        String topic = it.path("topic").asString();
        return List.of(
                it.path("rule").asString(), "→ " + (topic.isEmpty() ? "(deleted)" : topic), "");
    }

    static String what(JsonNode it) {
        String outcome = it.path("outcome").asString();
        return switch (outcome) {
            case "delivered" -> again(it) + "delivered " + at(it) + after(it) + answered(it);
            case "waiting" -> again(it) + waiting(it);
            case "dead" ->
                    again(it)
                            + "given up %s%s: %s (%s)"
                                    .formatted(
                                            at(it),
                                            after(it),
                                            it.path("reason").asString(),
                                            last(it));
            case "replayed" -> again(it) + "given up" + after(it) + ", sent again " + at(it);
            case "purged" -> again(it) + "given up" + after(it) + ", purged " + at(it);
            case "synchronous" ->
                    "sent once before the change was answered (the topic is not persistent);"
                            + " the result is not stored";
            case "topic-gone" ->
                    "matches, but its topic is deleted: make it again, or delete the rule";
            case "too-late" -> "matches now, but did not when the event happened";
            case "not-owed" -> "nothing was sent for it: " + it.path("why").asString();
            case "not-asked" -> "not matched: " + it.path("why").asString();
            case "unknown" ->
                    "moved while it was looked at: ask again; if it stays so, run carillon audit";
            default -> outcome;
        };
    }

    private static String waiting(JsonNode it) {
        var words = new StringBuilder("waiting");
        if (it.path("attempts").asInt() == 0) {
            words.append(" for its first attempt");
        } else {
            words.append(after(it)).append(", the last ").append(last(it));
        }
        if (it.has("nextTry")) {
            words.append("; next try ").append(it.path("nextTry").asString());
        }
        if (it.path("breakerOpen").asBoolean()) {
            words.append("; its endpoint fails, so only a probe goes there now and then");
        }
        return words.toString();
    }

    private static String again(JsonNode it) {
        return it.path("replay").asBoolean() ? "replay: " : "";
    }

    private static String at(JsonNode it) {
        return it.path("at").asString();
    }

    private static String after(JsonNode it) {
        return " after " + Screen.count(it.path("attempts").asInt(), "attempt");
    }

    private static String answered(JsonNode it) {
        int status = it.path("lastStatus").asInt();
        if (status != 0) {
            return ", answered " + status;
        }
        return it.has("lastResult") ? ", " + it.path("lastResult").asString() : "";
    }

    private static String last(JsonNode it) {
        String words = it.path("lastResult").asString();
        return words.isEmpty() ? "never tried" : words;
    }
}
