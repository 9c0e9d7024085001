package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import dev.carillon.event.EventPattern;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Version;
import dev.carillon.rule.Recipient.NamedTopic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class RuleValidityTest {
    @Test
    void a_regular_expression_must_match_the_whole_key() {
        Filter.Regex regex = RuleValidity.regex("([a-z]+)\\.txt", false);
        assertThat(regex.holds(object("hello.txt"))).isTrue();
        assertThat(regex.holds(object("he123ll.txt"))).isFalse();
        assertThat(RuleValidity.regex("a.b", false).holds(object("a\nb"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "(", "a**", "\\1", "(?=x)", "*a", "a{1001}"})
    void a_regular_expression_that_is_none_is_refused_with_the_reason(String text) {
        assertThatThrownBy(() -> RuleValidity.regex(text, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("RE2 syntax");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(a{1000}){1000}",
                "((((((a{30}){30}){30}){30}){30}){30})",
                "(aaa[[:alpha:](]{99}){99}",
                "([]{9](a{99}){99})",
                "(\\Q(\\Ea{99}){99}"
            })
    void a_regular_expression_that_would_fill_the_memory_is_refused(String text) {
        assertThatThrownBy(() -> RuleValidity.regex(text, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("repeats too much");
    }

    @Test
    void a_usual_regular_expression_is_taken() {
        String uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
        String text = "(tenants|users)/" + uuid + "/" + uuid + "/\\d{4}/\\p{Lu}\\x{1F514}.{1,255}";
        assertThatCode(() -> RuleValidity.regex(text, false)).doesNotThrowAnyException();
        assertThatCode(() -> RuleValidity.regex("(".repeat(300) + ")".repeat(300), false))
                .doesNotThrowAnyException();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_estimate_is_never_below_what_is_compiled(long seed) {
        var random = new Random(seed);
        String[] parts = {
            "a",
            "b",
            "(",
            ")",
            "(",
            ")",
            "[",
            "]",
            "^",
            "{3}",
            "{2,}",
            "{1,4}",
            "*",
            "+",
            "?",
            "|",
            "\\Q",
            "\\E",
            "\\(",
            "\\[",
            "[:alpha:]",
            "[a-c]",
            "\\x{41}",
            "\\pL",
            "{",
            "}",
            ".",
            "(?i)"
        };
        for (int round = 0; round < 60; round++) {
            var text = new StringBuilder();
            for (int left = 1 + random.nextInt(14); left > 0; left--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            long estimate = RegexSize.estimate(text.toString());
            try {
                if (estimate < 20_000) {
                    int size = Pattern.compile(text.toString()).programSize();
                    assertThat(size)
                            .as("seed %d: %s", seed, text)
                            .isLessThanOrEqualTo((int) (2 * estimate + 4));
                }
            } catch (PatternSyntaxException e) {
                assertThat(e.getDescription()).isNotEmpty();
            }
        }
    }

    @Test
    void an_id_has_1_to_255_characters() {
        assertThatCode(() -> check(rule("i".repeat(255)))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(rule(""))).hasMessage("Missing required element Id");
        assertThatThrownBy(() -> check(rule("i".repeat(256))))
                .isInstanceOf(RefusedException.class)
                .hasMessage("An Id may have 255 characters");
    }

    @Test
    void a_filter_value_has_at_most_1024_bytes() {
        assertThatCode(() -> check(rule("r", new Filter.Prefix("é".repeat(512), false))))
                .doesNotThrowAnyException();
        for (Filter.Condition longer :
                List.of(
                        new Filter.Prefix("é".repeat(513), false),
                        new Filter.Suffix("x".repeat(1025), false),
                        new Filter.Metadata("x".repeat(1025), "", false),
                        new Filter.Metadata("n", "x".repeat(1025), true),
                        new Filter.TagValue("x".repeat(1025), "", false),
                        new Filter.TagValue("k", "x".repeat(1025), false))) {
            assertThatThrownBy(() -> check(rule("r", longer)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("more than 1024 bytes");
        }
        assertThatThrownBy(() -> RuleValidity.regex("x".repeat(1025), false))
                .hasMessageContaining("more than 1024 bytes");
    }

    @Test
    void counts_are_bounded() {
        assertThatThrownBy(() -> RuleValidity.check(Collections.nCopies(10_001, rule("r"))))
                .hasMessageContaining("A bucket may have 10000 notifications");
        Filter.Condition[] many =
                Collections.nCopies(51, new Filter.Prefix("", false))
                        .toArray(Filter.Condition[]::new);
        assertThatThrownBy(() -> check(rule("r", many))).hasMessageContaining("50 filter rules");
        var events = Collections.nCopies(101, new EventPattern("e", Set.of()));
        var rule = new Rule("r", NamedTopic.of("t"), events, Filter.all(), new RuleState.Enabled());
        assertThatThrownBy(() -> check(rule)).hasMessageContaining("100 events");
    }

    @Test
    void the_rules_of_a_bucket_have_at_most_a_mebibyte() {
        var large = new Filter.Prefix("x".repeat(1024), false);
        var rules = IntStream.range(0, 600).mapToObj(i -> rule("r" + i, large, large)).toList();
        assertThatThrownBy(() -> RuleValidity.check(rules))
                .hasMessageContaining("1048576 bytes together");
    }

    private static void check(Rule rule) {
        RuleValidity.check(List.of(rule));
    }

    private static Rule rule(String id, Filter.Condition... conditions) {
        var filter = new Filter(List.of(conditions));
        return new Rule(id, NamedTopic.of("t"), List.of(), filter, new RuleState.Enabled());
    }

    private static ObjectFacts object(String key) {
        return new ObjectFacts(key, 1, "e", new Version.None(), Map.of(), List.of());
    }
}
