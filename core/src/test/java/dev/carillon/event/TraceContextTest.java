package dev.carillon.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Follows the sections of W3C's Trace Context (level 1, and the random flag of level 2). */
class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";

    @Test
    void a_request_without_a_trace_has_none() {
        assertThat(TraceContext.of(_ -> List.of())).isEmpty();
        assertThat(parsed(List.of(), "a=1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, 00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03, 03",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff, 03",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03, 01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes, 01"
    })
    void what_is_known_of_a_version_is_passed_on(String sent, String flags) {
        assertThat(parsed(List.of(sent)))
                .contains(new TraceContext("00-" + TRACE + "-" + SPAN + "-" + flags, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-000f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void a_trace_that_is_not_valid_is_ignored_with_its_state(String sent) {
        assertThat(parsed(List.of(sent), "a=1")).isEmpty();
    }

    @Test
    void two_traces_are_none() {
        assertThat(parsed(List.of(PARENT, PARENT))).isEmpty();
    }

    @Test
    void the_state_is_joined_from_its_headers_in_order_without_empty_members() {
        assertThat(state("congo=t61 x,, rojo=1", " tenant@sys=a/b ", ""))
                .isEqualTo("congo=t61 x,rojo=1,tenant@sys=a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "A=1", "a=", "=1", "a=b=c", "a=1,a=2", "a=\u00e9", "a b=1", "a=x\ty"})
    void a_state_that_is_not_valid_is_left_out_alone(String state) {
        assertThat(state(state)).isEmpty();
    }

    @Test
    void at_most_32_members_are_valid() {
        assertThat(state(members(32, 1))).isEqualTo(members(32, 1));
        assertThat(state(members(33, 1))).isEmpty();
    }

    @Test
    void a_long_state_loses_long_members_first_and_then_its_end() {
        String large = "large=" + "x".repeat(200);
        assertThat(state(large + "," + members(20, 20) + ",b=2"))
                .isEqualTo(members(20, 20) + ",b=2");
        assertThat(state(members(32, 30))).isEqualTo(members(14, 30)).hasSizeLessThanOrEqualTo(512);
        assertThat(state("large=" + "x".repeat(256))).hasSize(262);
    }

    @Test
    void a_message_has_the_trace_that_all_its_events_have() {
        var one = event(Optional.of(new TraceContext(PARENT, "a=1")));
        var same = event(Optional.of(new TraceContext(PARENT, "a=1")));
        var other = event(Optional.of(new TraceContext(PARENT, "")));
        assertThat(TraceContext.headers(List.of(one, same)))
                .isEqualTo(Map.of("traceparent", PARENT, "tracestate", "a=1"));
        assertThat(TraceContext.headers(List.of(other))).isEqualTo(Map.of("traceparent", PARENT));
        assertThat(TraceContext.headers(List.of(one, other))).isEmpty();
        assertThat(TraceContext.headers(List.of(one, event(Optional.empty())))).isEmpty();
        assertThat(TraceContext.headers(List.of(event(Optional.empty()), one))).isEmpty();
        assertThat(TraceContext.headers(List.of())).isEmpty();
    }

    private static String members(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(n -> "k%02d=".formatted(n) + "x".repeat(length))
                .collect(Collectors.joining(","));
    }

    private static String state(String... states) {
        return parsed(List.of(PARENT), states).orElseThrow().state();
    }

    private static Optional<TraceContext> parsed(List<String> parents, String... states) {
        return TraceContext.of(name -> name.equals("traceparent") ? parents : List.of(states));
    }

    private static ObjectEvent event(Optional<TraceContext> trace) {
        var object = new ObjectFacts("k", 0, "", new Version.None(), Map.of(), List.of());
        var origin = new Origin("p", "", "r", "h").in(trace);
        return ObjectEvent.of(
                new Change(
                        EventType.CREATED_PUT,
                        Instant.EPOCH,
                        new Bucket("id", "b", "o"),
                        object,
                        origin),
                1);
    }
}
