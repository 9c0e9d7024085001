package dev.carillon.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Tag;
import dev.carillon.event.Version;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class BucketIndexTest {
    private static final EventPattern PUT = new EventPattern("put", Set.of(EventType.CREATED_PUT));
    private static final EventPattern DELETE =
            new EventPattern("delete", Set.of(EventType.REMOVED_DELETE));
    private static final EventPattern NOTHING = new EventPattern("nothing", Set.of());
    private static final List<EventType> TYPES = List.of(EventType.values());
    private static final RuleState ON = new RuleState.Enabled();

    @Test
    void a_rule_without_a_filter_hears_of_every_object() {
        Rule all = rule("all", PUT, ON);
        assertThat(puts(BucketIndex.of(List.of(all)), "")).containsExactly(all);
        assertThat(puts(BucketIndex.of(List.of(all)), "any/key")).containsExactly(all);
    }

    @Test
    void other_event_types_do_not_match() {
        var index = BucketIndex.of(List.of(rule("d", DELETE, ON), rule("n", NOTHING, ON)));
        assertThat(puts(index, "k")).isEmpty();
        assertThat(index.matching(EventType.REMOVED_DELETE, object("k"))).hasSize(1);
    }

    @Test
    void rules_come_in_the_order_they_were_configured() {
        Rule narrow = rule("1", PUT, ON, new Filter.Prefix("a/b/", false));
        Rule all = rule("2", PUT, ON);
        Rule wide = rule("3", PUT, ON, new Filter.Prefix("a/", false));
        assertThat(puts(BucketIndex.of(List.of(narrow, all, wide)), "a/b/c"))
                .containsExactly(narrow, all, wide);
        assertThat(puts(BucketIndex.of(List.of(narrow, all, wide)), "a/x"))
                .containsExactly(all, wide);
    }

    @Test
    void only_enabled_rules_are_asked() {
        var index =
                BucketIndex.of(
                        List.of(
                                rule("off", PUT, new RuleState.Disabled()),
                                rule("broken", PUT, new RuleState.Suspended("too many errors"))));
        assertThat(puts(index, "k")).isEmpty();
        assertThat(puts(BucketIndex.empty(), "k")).isEmpty();
    }

    @Test
    void a_prefix_that_must_not_be_there_is_judged_too() {
        Rule rule = rule("out", PUT, ON, new Filter.Prefix("tmp/", true));
        var index = BucketIndex.of(List.of(rule));
        assertThat(puts(index, "tmp/x")).isEmpty();
        assertThat(puts(index, "data/x")).containsExactly(rule);
    }

    @Test
    void ten_thousand_other_prefixes_are_not_looked_at() {
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < 10_000; i++) {
            rules.add(rule("r" + i, PUT, ON, new Filter.Prefix("tenant-" + i + "/", false)));
        }
        var index = BucketIndex.of(rules);
        assertThat(puts(index, "tenant-4711/a")).containsExactly(rules.get(4711));
        assertThat(puts(index, "tenant-4711")).isEmpty();
        assertThat(puts(index, "other")).isEmpty();
    }

    @Test
    void rules_that_ask_about_several_types_hear_of_each() {
        Rule both =
                new Rule(
                        "b",
                        NamedTopic.of("t"),
                        List.of(PUT, DELETE),
                        Filter.all(),
                        new RuleState.Enabled());
        Rule delete = rule("d", DELETE, ON);
        var index = BucketIndex.of(List.of(both, delete));
        assertThat(puts(index, "k")).containsExactly(both);
        assertThat(index.matching(EventType.REMOVED_DELETE, object("k")))
                .containsExactly(both, delete);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void finds_what_asking_every_rule_finds(long seed) {
        var random = new Random(seed);
        List<Rule> rules =
                IntStream.range(0, random.nextInt(40)).mapToObj(i -> anyRule(random, i)).toList();
        var index = BucketIndex.of(rules);
        for (int i = 0; i < 50; i++) {
            ObjectFacts object = anyObject(random);
            EventType type = random.nextBoolean() ? EventType.CREATED_PUT : anyType(random);
            List<Rule> naive =
                    rules.stream()
                            .filter(rule -> rule.state() instanceof RuleState.Enabled)
                            .filter(rule ->
                                    rule.events().stream().anyMatch(e -> e.types().contains(type)))
                            .filter(rule -> rule.filter().accepts(object))
                            .toList();
            assertThat(index.matching(type, object)).as("seed %d", seed).isEqualTo(naive);
        }
    }

    private static Rule anyRule(Random random, int i) {
        var conditions = new ArrayList<Filter.Condition>();
        for (int left = random.nextInt(4); left > 0; left--) {
            conditions.add(anyCondition(random));
        }
        RuleState state =
                switch (random.nextInt(6)) {
                    case 0 -> new RuleState.Disabled();
                    case 1 -> new RuleState.Suspended("why");
                    default -> ON;
                };
        List<EventPattern> events = random.nextBoolean() ? List.of(PUT, DELETE) : List.of(PUT);
        return new Rule("r" + i, NamedTopic.of("t"), events, new Filter(conditions), state);
    }

    private static Filter.Condition anyCondition(Random random) {
        boolean out = random.nextInt(4) == 0;
        String text = anyText(random, 4);
        return switch (random.nextInt(6)) {
            case 0 -> new Filter.Suffix(text, out);
            case 1 -> Filter.Regex.of("[a-b]*" + text + ".*", out);
            case 2 -> new Filter.Metadata("m", text, out);
            case 3 -> new Filter.TagValue("t", text, out);
            default -> new Filter.Prefix(text, out);
        };
    }

    private static ObjectFacts anyObject(Random random) {
        return new ObjectFacts(
                anyText(random, 8),
                1,
                "e",
                new Version.None(),
                random.nextBoolean() ? Map.of("m", anyText(random, 1)) : Map.of(),
                List.of(new Tag("t", anyText(random, 1)), new Tag("t", anyText(random, 1))));
    }

    private static EventType anyType(Random random) {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    private static String anyText(Random random, int longest) {
        var text = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            text.append("ab/é".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    private static List<Rule> puts(BucketIndex index, String key) {
        return index.matching(EventType.CREATED_PUT, object(key));
    }

    private static ObjectFacts object(String key) {
        return new ObjectFacts(key, 1, "e", new Version.None(), Map.of(), List.of());
    }

    private static Rule rule(
            String id, EventPattern event, RuleState state, Filter.Condition... conditions) {
        return new Rule(
                id, NamedTopic.of("topic"), List.of(event), new Filter(List.of(conditions)), state);
    }
}
