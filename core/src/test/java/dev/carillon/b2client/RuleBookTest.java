package dev.carillon.b2client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.Target;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class RuleBookTest {
    private static final String ONE =
            """
            {"name":"rule-one","eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,
             "isSuspended":false,"suspensionReason":"","objectNamePrefix":"img/","newField":7,
             "maxEventsPerBatch":5,
             "targetConfiguration":{"targetType":"webhook","url":"https://x.org/","newer":"z",
              "customHeaders":[{"name":"A","value":"1"}],
              "hmacSha256SigningSecret":"MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"}}
            """;
    private static final String SUSPENDED =
            ONE.replace("\"isSuspended\":false", "\"isSuspended\":true");
    private static final String TWO = ONE.replace("rule-one", "rule-two");

    private final FakeB2 carillon = FakeB2.carillon().has("[" + ONE + "]");
    private final FakeB2 backblaze = FakeB2.backblaze().has("[" + ONE + "]");

    @Test
    void what_is_not_said_stays_also_what_nobody_here_knows() {
        new RuleBook(backblaze).update("photos", "rule-one", RuleEdit.enabled(false));
        assertThat(backblaze.rules().toString())
                .contains("\"isEnabled\":false")
                .contains("\"objectNamePrefix\":\"img/\"")
                .contains("\"newField\":7")
                .contains("\"newer\":\"z\"")
                .contains("\"maxEventsPerBatch\":5")
                .contains("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0")
                .contains("[{\"name\":\"A\",\"value\":\"1\"}]")
                .doesNotContain("uspen");
    }

    @Test
    void every_part_of_a_rule_can_be_changed() {
        var edit =
                new RuleEdit(
                        Optional.of(List.of("b2:ObjectDeleted:*")),
                        Optional.of("p/"),
                        Optional.empty(),
                        Optional.of(50),
                        Optional.of("https://y.org/"),
                        Optional.of(List.of(new Target.Header("B", "2"))),
                        Optional.of(""));
        B2Rule rule = new RuleBook(carillon).update("photos", "rule-one", edit);
        assertThat(rule.eventTypes()).containsExactly("b2:ObjectDeleted:*");
        assertThat(rule.prefix()).isEqualTo("p/");
        assertThat(rule.maxEventsPerBatch()).isEqualTo(50);
        assertThat(rule.url()).isEqualTo("https://y.org/");
        assertThat(rule.headers()).containsExactly(new Target.Header("B", "2"));
        assertThat(rule.secret()).isEmpty();
        assertThat(rule.enabled()).isTrue();
    }

    @Test
    void a_batch_size_stays_where_the_service_has_it() {
        carillon.has(
                "["
                        + ONE.replace("\"maxEventsPerBatch\":5,", "")
                                .replace("\"newer\":\"z\"", "\"maxEventsPerBatch\":9")
                        + "]");
        var book = new RuleBook(carillon);
        assertThat(book.read("photos").needed("rule-one").maxEventsPerBatch()).isEqualTo(9);
        var edit =
                new RuleEdit(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(3),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(book.update("photos", "rule-one", edit).maxEventsPerBatch()).isEqualTo(3);
        assertThat(carillon.rules().path(0).has("maxEventsPerBatch")).isFalse();
    }

    @Test
    void who_was_slower_reads_again_and_loses_nothing() {
        carillon.beforeSet(() -> carillon.has("[" + ONE + "," + TWO + "]"));
        new RuleBook(carillon).update("photos", "rule-one", RuleEdit.enabled(false));
        assertThat(carillon.rules()).hasSize(2);
        assertThat(carillon.rules().path(0).path("isEnabled").asBoolean()).isTrue();
        assertThat(carillon.rules().path(1).path("isEnabled").asBoolean()).isFalse();
        assertThat(carillon.sets).hasSize(2);
    }

    @Test
    void backblaze_is_asked_for_no_revision() {
        new RuleBook(backblaze).delete("photos", "rule-one");
        assertThat(backblaze.sets.getFirst().has("ifRevisionIs")).isFalse();
        assertThat(backblaze.rules()).isEmpty();
    }

    @Test
    void a_missing_rule_is_reported_with_the_present_ones() {
        var book = new RuleBook(carillon);
        assertThatThrownBy(() -> book.update("photos", "nope", RuleEdit.enabled(true)))
                .isInstanceOf(B2ClientException.class)
                .hasMessage(
                        "rule with name 'nope' does not exist on bucket 'photos', available rules:"
                                + " ['rule-one']");
        assertThatThrownBy(() -> book.delete("photos", "nope"))
                .hasMessage(
                        "no such rule to delete: 'nope' on bucket 'photos', available rules:"
                                + " ['rule-one']");
        assertThatThrownBy(() -> book.create("photos", B2Rule.named("rule-one")))
                .hasMessage("rule with name 'rule-one' already exists on bucket 'photos'");
        assertThatThrownBy(() -> book.read("nowhere"))
                .hasMessage("bucket 'nowhere' does not exist, or this key may not see it");
        assertThat(carillon.sets).isEmpty();
    }

    @Test
    void carillon_resumes_by_its_own_call() {
        carillon.has("[" + SUSPENDED + "]");
        assertThat(new RuleBook(carillon).resume("photos", "rule-one").suspended()).isFalse();
        assertThat(carillon.calls).contains("carillon_resume_bucket_notification_rule");
        assertThat(carillon.sets).isEmpty();
    }

    @Test
    void at_backblaze_a_suspended_rule_is_deleted_and_made_again_as_it_was() {
        backblaze.has("[" + SUSPENDED + "," + TWO + "]");
        B2Rule rule = new RuleBook(backblaze).resume("photos", "rule-one");
        assertThat(rule.suspended()).isFalse();
        assertThat(rule.secret()).contains("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0");
        assertThat(backblaze.sets).hasSize(2);
        assertThat(backblaze.sets.getFirst().path("eventNotificationRules")).hasSize(1);
        assertThat(backblaze.rules()).hasSize(2);
    }

    @Test
    void a_rule_that_cannot_be_made_again_is_handed_to_its_owner() {
        backblaze.has("[" + SUSPENDED + "]");
        backblaze.beforeSet(() ->
                backblaze.beforeSet(() -> {
                    throw B2ClientException.of("the network is gone");
                }));
        assertThatThrownBy(() -> new RuleBook(backblaze).resume("photos", "rule-one"))
                .hasMessageContaining("could not be made again: the network is gone")
                .hasMessageContaining("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0")
                .hasMessageContaining("\"objectNamePrefix\":\"img/\"");
        assertThat(backblaze.rules()).isEmpty();
    }

    @Test
    void what_is_not_suspended_is_not_resumed() {
        new RuleBook(backblaze).resume("photos", "rule-one");
        assertThat(backblaze.sets).isEmpty();
    }

    @Test
    void a_test_goes_by_carillon_and_not_by_backblaze() {
        assertThat(new RuleBook(carillon).test("photos", "rule-one"))
                .isEqualTo(new RuleBook.Tested(true, "answer ok"));
        assertThatThrownBy(() -> new RuleBook(backblaze).test("photos", "rule-one"))
                .hasMessageContaining("web console");
    }

    @Test
    void a_plan_whose_bucket_was_changed_meanwhile_changes_nothing() {
        var book = new RuleBook(carillon);
        RulesPlan plan = RulesPlan.of(book.read("photos"), List.of());
        carillon.has("[" + TWO + "]");
        assertThatThrownBy(() -> book.apply(plan))
                .hasMessage(
                        "b2://photos was not changed: its rules were changed while the plan was"
                                + " shown: run it again");
        assertThat(carillon.rules()).hasSize(1);
    }

    @Test
    void nothing_shows_the_secret() {
        B2Rule rule = new RuleBook(carillon).read("photos").needed("rule-one");
        assertThat(rule.toString()).isEqualTo("rule rule-one");
        assertThat(RuleEdit.enabled(true).toString()).isEqualTo("an edit of a rule");
    }
}
