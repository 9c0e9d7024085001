package dev.carillon.app;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RulesPlan;
import dev.carillon.rule.Target;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.stream.Collectors;

/** Prints rules and plans, without secrets. */
final class RuleText {
    private RuleText() {}

    /** Prints all details of a rule. */
    static void show(Screen screen, B2Rule rule) {
        screen.line(screen.bold(rule.name()));
        screen.row("state", state(rule) + (rule.suspended() ? ": " + rule.suspensionReason() : ""));
        screen.row("events", String.join(", ", rule.eventTypes()));
        screen.row("prefix", rule.prefix().isEmpty() ? "(every file)" : rule.prefix());
        screen.row("url", rule.shownUrl());
        screen.row("batch", Screen.count(rule.maxEventsPerBatch(), "event"));
        screen.row("signed", rule.secret().isPresent() ? "yes" : "no");
        String headers =
                rule.headers().stream().map(Target.Header::name).collect(Collectors.joining(", "));
        if (!headers.isEmpty()) {
            screen.row("headers", headers);
        }
    }

    /** Prints the rule for people, or all of it as in the API, with the signing secret in clear. */
    static void print(Screen screen, B2Rule rule, boolean json) {
        if (json) {
            screen.line(rule.json().toPrettyString());
        } else {
            show(screen, rule);
        }
    }

    /** Prints a line for each rule. */
    static void list(Screen screen, List<B2Rule> rules) {
        var table = new Table("RULE", "STATE", "BATCH", "PREFIX", "EVENTS", "URL");
        rules.forEach(b2Rule ->
                table.row(
                        List.of(
                                b2Rule.name(),
                                state(b2Rule),
                                Integer.toString(b2Rule.maxEventsPerBatch()),
                                b2Rule.prefix(),
                                String.join(" ", b2Rule.eventTypes()),
                                b2Rule.shownUrl())));
        screen.table(table);
        rules.stream().filter(B2Rule::suspended).forEach(b2Rule -> suspended(screen, b2Rule));
    }

    private static void suspended(Screen screen, B2Rule rule) {
        screen.line("");
        screen.line(screen.bad(rule.name() + " is suspended: ") + rule.suspensionReason());
        screen.line(screen.faint("  once its URL takes messages again: carillon rule resume"));
    }

    /**
     * Returns the steps of plans for a program: names of rules, and the differences, without
     * secrets.
     */
    static ArrayNode plans(List<RulesPlan> plans, boolean applied) {
        ArrayNode document = JsonMapper.shared().createArrayNode();
        for (RulesPlan plan : plans) {
            ObjectNode bucket =
                    document.addObject()
                            .put("bucket", plan.before().bucket())
                            .put("applied", applied && plan.changes());
            var steps = bucket.putArray("steps");
            plan.steps().forEach(step -> steps.add(step(step)));
        }
        return document;
    }

    private static ObjectNode step(RulesPlan.Step step) {
        ObjectNode document = JsonMapper.shared().createObjectNode().put("rule", step.name());
        return switch (step) {
            case RulesPlan.Create _ -> document.put("do", "create");
            case RulesPlan.Update(B2Rule _, List<String> differences) -> {
                differences.forEach(document.put("do", "update").putArray("differences")::add);
                yield document;
            }
            case RulesPlan.Delete _ -> document.put("do", "delete");
            case RulesPlan.Keep _ -> document.put("do", "keep");
        };
    }

    /** Prints a line for each step, and one for each difference. */
    static void plan(Screen screen, RulesPlan plan) {
        screen.line(screen.bold("b2://" + plan.before().bucket()));
        plan.steps()
                .forEach(step -> {
                    switch (step) {
                        case RulesPlan.Create(B2Rule rule) ->
                                screen.line(screen.good("  + create  " + rule.name()));
                        case RulesPlan.Update(B2Rule rule, List<String> differences) -> {
                            screen.line(screen.accent("  ~ update  " + rule.name()));
                            differences.forEach(
                                    difference -> screen.line("              " + difference));
                        }
                        case RulesPlan.Delete(String name) ->
                                screen.line(screen.bad("  - delete  " + name));
                        case RulesPlan.Keep(B2Rule rule) ->
                                screen.line(screen.faint("  = keep    " + rule.name()));
                    }
                });
    }

    private static String state(B2Rule rule) {
        if (rule.suspended()) {
            return "suspended";
        }
        return rule.enabled() ? "enabled" : "disabled";
    }
}
