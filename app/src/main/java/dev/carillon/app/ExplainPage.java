package dev.carillon.app;

import dev.carillon.receive.Printable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.Optional;

/** Prints an explanation for people. */
final class ExplainPage {
    private final Screen screen;
    private final String object;
    private final Optional<Instant> since;

    ExplainPage(Screen screen, String object, Optional<Instant> since) {
        this.screen = screen;
        this.object = object;
        this.since = since;
    }

    /** Prints the events, the newest first, or an explanation why there are none. */
    void show(JsonNode events) {
        if (events.isEmpty()) {
            none();
        }
        events.forEach(this::event);
    }

    /** Prints warnings about rules and topics that ask for something unsupported. */
    void warn(JsonNode warnings) {
        warnings.forEach(warning ->
                screen.line(screen.bad("warning: " + Printable.line(warning.asString()))));
    }

    private void none() {
        screen.line(
                "no event of "
                        + Printable.line(object)
                        + since.map(instant -> " since " + instant).orElse(""));
        screen.line("  that can mean:");
        screen.line("  - the key never changed: is it spelt right? upper and lower case differ");
        screen.line("  - it changed so long ago that the event has left the log (its retention)");
        since.ifPresent(_ -> screen.line("  - it changed before --since"));
    }

    private void event(JsonNode it) {
        screen.line(
                screen.bold(it.path("event").asString())
                        + "  "
                        + it.path("time").asString()
                        + screen.faint("  sequencer " + it.path("sequencer").asString()));
        String trace = it.path("traceparent").asString("");
        if (!trace.isEmpty()) {
            screen.line(screen.faint("  traceparent " + trace));
        }
        JsonNode findings = it.path("findings");
        if (findings.isEmpty()) {
            screen.line("  no event was sent: the bucket has no rules");
        }
        var table = new Table();
        findings.forEach(one -> table.row(FindingWords.who(one)));
        for (int i = 0; i < findings.size(); i++) {
            finding(table.lines().get(i), findings.path(i));
        }
        if (it.path("rulesChanged").asBoolean()) {
            screen.line(
                    screen.faint(
                            "  the bucket's rules were changed since: what was not owed is judged"
                                    + " by those of now"));
        }
        screen.line("");
    }

    private void finding(String who, JsonNode it) {
        screen.line("  " + who + styled(it, Printable.line(FindingWords.what(it))));
        if (it.path("outcome").asString().equals("dead")) {
            screen.line(
                    "    to send it again: carillon deadletter replay " + it.path("id").asString());
        }
    }

    private String styled(JsonNode it, String words) {
        return switch (it.path("outcome").asString()) {
            case "delivered" -> screen.good(words);
            case "dead", "topic-gone" -> screen.bad(words);
            case "waiting" -> screen.accent(words);
            default -> screen.faint(words);
        };
    }
}
