package dev.carillon.b2client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The steps after which a bucket has the wanted rules.
 *
 * @param before the rules it has
 * @param steps by the names of the rules
 */
public record RulesPlan(BucketRules before, List<Step> steps) {
    public RulesPlan {
        steps = List.copyOf(steps);
    }

    /** A step for one rule. */
    public sealed interface Step {
        /** Returns the rule's name. */
        String name();
    }

    /** The creation of a rule. */
    public record Create(B2Rule rule) implements Step {
        @Override
        public String name() {
            return rule.name();
        }
    }

    /**
     * A change of a rule.
     *
     * @param differences one line each, without secrets
     */
    public record Update(B2Rule rule, List<String> differences) implements Step {
        @Override
        public String name() {
            return rule.name();
        }
    }

    /** A rule that stays unchanged. */
    public record Keep(B2Rule rule) implements Step {
        @Override
        public String name() {
            return rule.name();
        }
    }

    /** The deletion of a rule. */
    public record Delete(String name) implements Step {}

    /** Compares the existing rules with the wanted ones. */
    public static RulesPlan of(BucketRules before, List<WantedRule> wanted) {
        var steps = new ArrayList<Step>();
        wanted.forEach(wantedRule -> steps.add(step(before, wantedRule)));
        before.rules().stream()
                .map(B2Rule::name)
                .filter(name ->
                        wanted.stream().noneMatch(wantedRule -> wantedRule.name().equals(name)))
                .forEach(name -> steps.add(new Delete(name)));
        steps.sort(Comparator.comparing(Step::name));
        return new RulesPlan(before, steps);
    }

    /** Returns whether any step changes a rule. */
    public boolean changes() {
        return !steps.stream().allMatch(Keep.class::isInstance);
    }

    /** Returns the rules after all steps. */
    List<B2Rule> after() {
        return steps.stream()
                .flatMap(step ->
                        switch (step) {
                            case Create(B2Rule rule) -> Stream.of(rule);
                            case Update(B2Rule rule, List<String> _) -> Stream.of(rule);
                            case Keep(B2Rule rule) -> Stream.of(rule);
                            case Delete _ -> Stream.empty();
                        })
                .toList();
    }

    private static Step step(BucketRules before, WantedRule wanted) {
        var found = before.find(wanted.name());
        if (found.isEmpty()) {
            return new Create(B2Rule.named(wanted.name()).with(wanted.edit()));
        }
        B2Rule now = found.get();
        B2Rule next = now.with(wanted.edit());
        List<String> differences = differences(now, next);
        return differences.isEmpty() ? new Keep(now) : new Update(next, differences);
    }

    private static List<String> differences(B2Rule now, B2Rule next) {
        var all = new ArrayList<String>();
        difference(all, "event types", now.eventTypes(), next.eventTypes());
        difference(all, "prefix", "'" + now.prefix() + "'", "'" + next.prefix() + "'");
        difference(all, "enabled", now.enabled(), next.enabled());
        difference(all, "events in a batch", now.maxEventsPerBatch(), next.maxEventsPerBatch());
        if (!now.url().equals(next.url())) {
            all.add("url: %s -> %s".formatted(now.shownUrl(), next.shownUrl()));
        }
        if (!now.headers().equals(next.headers())) {
            all.add("custom headers: other names or values");
        }
        if (!now.secret().equals(next.secret())) {
            all.add("signing secret: " + (next.secret().isEmpty() ? "none" : "another"));
        }
        return all;
    }

    private static void difference(List<String> all, String what, Object now, Object next) {
        if (!Objects.equals(now, next)) {
            all.add("%s: %s -> %s".formatted(what, now, next));
        }
    }
}
