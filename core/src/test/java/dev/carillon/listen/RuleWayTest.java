package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.FakeB2;
import dev.carillon.b2client.RuleBook;
import dev.carillon.testkit.PowerCutDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reports that come while a way in gives its rule back. */
@Timeout(20)
class RuleWayTest {
    private static final URI ONE = URI.create("https://one.trycloudflare.com");
    private static final RuleLabel LABEL =
            RuleLabel.at(LocalDateTime.parse("2026-11-30T12:00:00.000001"));

    private final ListenLog log = new ListenLog(ListenLog.Level.CRITICAL, _ -> {});
    private final FakeB2 b2 = FakeB2.carillon();
    private final PowerCutDisk disk = new PowerCutDisk(InstantSource.system());
    private final RecoveryFolder folder = new RecoveryFolder(disk, Path.of("/state/rules"), log);
    private final RuleLeases leases =
            new RuleLeases(
                    new RuleBook(b2),
                    folder,
                    log,
                    new RuleLeases.Place("http://b2", "photos"),
                    Duration.ZERO,
                    Owner.here());
    private final RuleLease lease = leases.temporary(LABEL, B2Rule.named(LABEL.text()));
    private final List<ListenException> failures = new ArrayList<>();

    @Test
    void a_process_and_a_url_reported_during_the_release_change_nothing() throws Exception {
        var tunnel = new ByHand();
        var way = new RuleWay(tunnel, lease, "here", log, failures::add);
        way.start();
        tunnel.reports().opened(ONE);
        var late = new ArrayList<Thread>();
        b2.beforeSet(() -> {
            late.add(Thread.ofVirtual().start(() -> tunnel.reports().started(me())));
            late.add(Thread.ofVirtual().start(() -> tunnel.reports().opened(ONE)));
        });

        way.close();

        assertThat(tunnel.restarts).isFalse();
        assertThat(late).hasSize(2);
        for (Thread thread : late) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(b2.rules()).isEmpty();
        assertThat(leases.records()).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void a_lease_refuses_everything_after_its_release() {
        lease.aim(ONE);
        lease.release();

        assertThatThrownBy(() -> lease.note(me())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lease.aim(ONE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lease::verify).isInstanceOf(IllegalStateException.class);
        assertThat(b2.rules()).isEmpty();
        assertThat(leases.records()).isEmpty();
    }

    @Test
    void old_drafts_of_records_go_and_new_ones_stay() {
        var past = new PowerCutDisk(() -> Instant.now().minus(Duration.ofHours(2)));
        draft(past);
        draft(disk);

        assertThat(new RecoveryFolder(past, Path.of("/state/rules"), log).all()).isEmpty();
        assertThat(folder.all()).isEmpty();

        assertThat(past.list(Path.of("/state/rules"))).isEmpty();
        assertThat(disk.list(Path.of("/state/rules"))).hasSize(1);
    }

    private static void draft(PowerCutDisk disk) {
        disk.createDirectories(Path.of("/state/rules"));
        disk.create(Path.of("/state/rules/x.new")).close();
    }

    private static ProcessHandle me() {
        return ProcessHandle.current();
    }

    /** A tunnel whose reports the test makes. */
    private static final class ByHand implements Tunnel {
        private Optional<Reports> to = Optional.empty();
        private boolean restarts = true;

        @Override
        public void start(Reports reports) {
            to = Optional.of(reports);
        }

        Reports reports() {
            return to.orElseThrow();
        }

        @Override
        public void stopRestarts() {
            restarts = false;
        }

        @Override
        public void close() {}
    }
}
