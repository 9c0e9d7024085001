package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.store.Attributes;
import dev.carillon.store.Placement;
import dev.carillon.store.Precondition;
import dev.carillon.store.StoredObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ConditionsTest {
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final StoredObject OBJECT =
            new StoredObject(
                    "key",
                    7,
                    false,
                    false,
                    0,
                    "abc",
                    MODIFIED,
                    Attributes.none(),
                    List.of(),
                    new Placement.Nothing(),
                    List.of());

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "\"abc\", -, true",
                "abc, -, true",
                "W/\"abc\", -, true",
                "*, -, true",
                "-, \"other\", true",
                "-, \"abc\", false",
                "-, *, false"
            })
    void entity_tags_decide(String match, String noneMatch, boolean shown) {
        var conditions =
                new Conditions(
                        Optional.ofNullable(match),
                        Optional.ofNullable(noneMatch),
                        Optional.empty(),
                        Optional.empty());
        assertThat(conditions.shows(OBJECT)).isEqualTo(shown);
    }

    @Test
    void one_of_several_tags_is_enough() {
        var several = Optional.of("\"x\", \"abc\"");
        assertThat(matching(several, Optional.empty()).shows(OBJECT)).isTrue();
    }

    @Test
    void dates_count_in_whole_seconds() {
        Instant second = Instant.parse("2026-01-02T03:04:05Z");
        assertThat(dated(Optional.of(second), Optional.empty()).shows(OBJECT)).isFalse();
        assertThat(dated(Optional.of(second.minusSeconds(1)), Optional.empty()).shows(OBJECT))
                .isTrue();
        assertThat(dated(Optional.empty(), Optional.of(second)).shows(OBJECT)).isTrue();
        assertRefused(dated(Optional.empty(), Optional.of(second.minusSeconds(1))));
    }

    @Test
    void tags_count_before_dates() {
        var longAgo = Optional.of(Instant.EPOCH);
        assertThat(
                        new Conditions(
                                        Optional.of("abc"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        longAgo)
                                .shows(OBJECT))
                .isTrue();
        assertRefused(
                new Conditions(
                        Optional.of("other"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void a_change_can_demand_that_there_is_none_or_this_one() {
        assertThat(matching(Optional.of("\"abc\""), Optional.empty()).forChange())
                .isEqualTo(new Precondition.Matches(Set.of("abc")));
        assertThat(matching(Optional.empty(), Optional.of("*")).forChange())
                .isEqualTo(new Precondition.Absent());
        assertThat(matching(Optional.empty(), Optional.empty()).forChange())
                .isEqualTo(new Precondition.None());
        assertThat(matching(Optional.empty(), Optional.of("\"abc\", W/\"d\"")).forChange())
                .isEqualTo(new Precondition.Differs(Set.of("abc", "d")));
        assertThatThrownBy(() -> matching(Optional.of("abc"), Optional.of("*")).forChange())
                .hasMessageContaining("not both");
    }

    private static Conditions matching(Optional<String> match, Optional<String> noneMatch) {
        return new Conditions(match, noneMatch, Optional.empty(), Optional.empty());
    }

    private static Conditions dated(Optional<Instant> modified, Optional<Instant> unmodified) {
        return new Conditions(Optional.empty(), Optional.empty(), modified, unmodified);
    }

    private static void assertRefused(Conditions conditions) {
        assertThatThrownBy(() -> conditions.shows(OBJECT))
                .hasMessageContaining("PreconditionFailed");
    }
}
