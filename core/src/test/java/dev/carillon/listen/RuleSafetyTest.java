package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.b2client.B2Api;
import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.FakeB2;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RuleEdit;
import dev.carillon.state.Disk;
import dev.carillon.testkit.PowerCutDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** No rule stays changed, however a listener ends. */
class RuleSafetyTest {
    private static final String MINE =
            """
            {"name":"mine","eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,
             "objectNamePrefix":"img/","newField":7,"maxEventsPerBatch":5,
             "targetConfiguration":{"targetType":"webhook","url":"https://mine.org/",
              "hmacSha256SigningSecret":"MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"}}
            """;
    private static final Owner DEAD = new Owner(Owner.here().machine(), 999_999_999, "then");
    private static final RuleLeases.Place PLACE = new RuleLeases.Place("http://b2", "photos");
    private static final RuleLabel LABEL =
            RuleLabel.at(LocalDateTime.parse("2026-11-30T12:00:00.000001"));
    private static final RuleLabel OTHER =
            RuleLabel.at(LocalDateTime.parse("2026-11-30T12:00:00.000002"));
    private static final URI FIRST = URI.create("https://one.trycloudflare.com");
    private static final URI SECOND = URI.create("https://two.trycloudflare.com");

    private final List<String> lines = new ArrayList<>();
    private final ListenLog log = new ListenLog(ListenLog.Level.INFO, lines::add);

    private PowerCutDisk disk = new PowerCutDisk(InstantSource.system());
    private FakeB2 b2 = FakeB2.carillon().has("[" + MINE + "]");

    private RuleLeases leases(B2Api api, Disk on, Owner owner) {
        return new RuleLeases(
                new RuleBook(api),
                new RecoveryFolder(on, Path.of("/state/rules"), log),
                log,
                PLACE,
                Duration.ZERO,
                owner);
    }

    private RuleLeases leases() {
        return leases(b2, disk, Owner.here());
    }

    private static RuleLease temporary(RuleLeases leases, RuleLabel label) {
        return leases.temporary(label, B2Rule.named(label.text()));
    }

    private void useBackblaze() {
        b2 = FakeB2.backblaze().has("[" + MINE + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "carillon, temporary, kill",
        "carillon, temporary, power cut",
        "carillon, existing, kill",
        "carillon, existing, power cut",
        "backblaze, temporary, kill",
        "backblaze, temporary, power cut",
        "backblaze, existing, kill",
        "backblaze, existing, power cut"
    })
    void a_listener_killed_at_any_step_leaves_nothing_after_the_next_one(
            String service, String use, String end) {
        boolean finished = false;
        int steps = 0;
        while (!finished) {
            disk = new PowerCutDisk(InstantSource.system());
            b2 = service.equals("carillon") ? FakeB2.carillon() : FakeB2.backblaze();
            b2.has("[" + MINE + "]");
            finished = listensUntil(new KillPoint(++steps), use);
            if (end.equals("power cut")) {
                disk.powerCut();
            }
            leases().recover();
            assertThat(b2.rules()).as("step " + steps).hasSize(1);
            assertThat(rule("mine").json())
                    .as("step " + steps)
                    .isEqualTo(B2Rule.of(parsed()).json());
            assertThat(leases().records()).as("step " + steps).isEmpty();
        }
        assertThat(steps).isGreaterThan(20);
    }

    private boolean listensUntil(KillPoint point, String use) {
        try {
            RuleLeases leases = leases(point.over(b2), point.over(disk), DEAD);
            leases.recover();
            RuleLease lease =
                    use.equals("existing")
                            ? leases.existing(LABEL, "mine")
                            : temporary(leases, LABEL);
            lease.aim(FIRST);
            lease.verify();
            lease.aim(SECOND);
            lease.release();
            return true;
        } catch (KillPoint.Killed _) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carillon", "backblaze"})
    void an_edit_of_someone_else_stays_and_only_the_url_is_put_back(String service) {
        if (service.equals("backblaze")) {
            useBackblaze();
        }
        RuleLease lease = leases().existing(LABEL, "mine");
        lease.aim(FIRST);
        new RuleBook(b2).update("photos", "mine", RuleEdit.enabled(false));
        lease.release();
        assertThat(rule("mine").enabled()).isFalse();
        assertThat(rule("mine").url()).isEqualTo("https://mine.org/");
    }

    @Test
    void a_url_that_someone_else_set_stays() {
        RuleLease lease = leases().existing(LABEL, "mine");
        lease.aim(FIRST);
        new RuleBook(b2).update("photos", "mine", RuleEdit.url("https://theirs.org/"));
        assertThatThrownBy(() -> lease.aim(SECOND)).hasMessageContaining("https://theirs.org/");
        lease.release();
        assertThat(rule("mine").url()).isEqualTo("https://theirs.org/");
        assertThat(lines).anyMatch(line -> line.contains("changed by someone else"));
        assertThat(leases().records()).isEmpty();
    }

    @Test
    void a_url_that_someone_else_set_just_before_is_the_one_that_comes_back() {
        RuleLease lease = leases().existing(LABEL, "mine");
        b2.beforeSet(
                () -> new RuleBook(b2).update("photos", "mine", RuleEdit.url("https://new.org/")));
        lease.aim(FIRST);
        assertThat(rule("mine").url()).isEqualTo(FIRST.toString());
        lease.release();
        assertThat(rule("mine").url()).isEqualTo("https://new.org/");
    }

    @Test
    void a_public_url_that_the_rule_has_already_does_not_delete_the_rule() {
        RuleLease lease = leases(b2, disk, DEAD).existing(LABEL, "mine");
        lease.aim(URI.create("https://mine.org/"));
        leases().recover();
        assertThat(rule("mine").json()).isEqualTo(B2Rule.of(parsed()).json());
    }

    @Test
    void two_listeners_at_carillon_keep_each_others_rules() {
        RuleLease one = temporary(leases(), LABEL);
        RuleLease two = temporary(leases(), OTHER);
        b2.beforeSet(() -> two.aim(SECOND));
        one.aim(FIRST);
        assertThat(names()).containsExactlyInAnyOrder("mine", LABEL.text(), OTHER.text());
        b2.beforeSet(two::release);
        one.release();
        assertThat(names()).containsExactly("mine");
    }

    @Test
    void at_backblaze_a_listener_repairs_its_rule_that_another_one_lost() {
        useBackblaze();
        RuleLease one = temporary(leases(), LABEL);
        RuleLease two = temporary(leases(), OTHER);
        b2.beforeSet(() -> two.aim(SECOND));
        one.aim(FIRST);
        assertThat(names()).doesNotContain(OTHER.text());
        assertThat(one.verify()).isFalse();
        assertThat(two.verify()).isTrue();
        assertThat(names()).containsExactlyInAnyOrder("mine", LABEL.text(), OTHER.text());
    }

    @Test
    void at_backblaze_a_rule_that_another_writer_brings_back_is_removed_again() {
        useBackblaze();
        RuleLease lease = temporary(leases(new StaleWriter(b2, 3), disk, Owner.here()), LABEL);
        lease.aim(FIRST);
        lease.release();
        assertThat(b2.sets).hasSize(3);
        assertThat(names()).containsExactly("mine");
    }

    /**
     * Another writer, which sets the rules of the call before again when they are read for the nth
     * time.
     */
    private static final class StaleWriter implements B2Api {
        private final FakeB2 b2;
        private final int nth;
        private final List<String> told = new ArrayList<>();

        StaleWriter(FakeB2 b2, int nth) {
            this.b2 = b2;
            this.nth = nth;
        }

        @Override
        public String accountId() {
            return b2.accountId();
        }

        @Override
        public ObjectNode call(String name, ObjectNode fields) {
            if (name.equals("b2_get_bucket_notification_rules")) {
                if (told.size() + 1 == nth) {
                    b2.has(told.getLast());
                }
                told.add(b2.rules().toString());
            }
            return b2.call(name, fields);
        }
    }

    @Test
    void a_rule_that_another_listener_has_is_not_taken() {
        leases().existing(LABEL, "mine").aim(FIRST);
        assertThatThrownBy(() -> leases().existing(OTHER, "mine"))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("used by another listener");
        assertThat(leases().records()).hasSize(1);
    }

    @Test
    void an_overlap_with_a_listener_is_told_as_b2listen_does() {
        String rule = MINE.replace("\"mine\"", "\"" + OTHER.text() + "\"");
        b2.has("[" + rule + "]");
        B2Api refusing = new RefusingB2(b2);
        RuleLease lease = temporary(leases(refusing, disk, Owner.here()), LABEL);
        assertThatThrownBy(() -> lease.aim(FIRST))
                .hasMessageStartingWith(
                        "Error creating event notification rule - an overlapping rule already"
                                + " exists.\n\nEither another instance");
        b2.has("[" + MINE + "]");
        assertThatThrownBy(() -> lease.aim(FIRST))
                .hasMessage("Error setting event notification rule: " + RefusingB2.OVERLAP);
    }

    @Test
    void records_of_other_machines_and_of_running_listeners_are_left_alone() {
        leases(b2, disk, new Owner("elsewhere", 1, "then")).existing(LABEL, "mine").aim(FIRST);
        temporary(leases(), OTHER).aim(SECOND);
        leases().recover();
        assertThat(leases().records()).hasSize(2);
        assertThat(names()).contains(OTHER.text());
        assertThat(rule("mine").url()).isEqualTo(FIRST.toString());
    }

    private List<String> names() {
        return b2.rules().valueStream().map(rule -> rule.path("name").asString()).toList();
    }

    private B2Rule rule(String name) {
        return new RuleBook(b2).read("photos").needed(name);
    }

    private static ObjectNode parsed() {
        return (ObjectNode) JsonMapper.shared().readTree(MINE);
    }
}
