package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.OptionalInt;

class ConnectionConfigTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final ConnectionConfig NOTHING_SAID =
            new ConnectionConfig(OptionalInt.empty(), OptionalInt.empty());

    @Test
    void all_ports_together_leave_descriptors_over_whatever_their_limit_is() {
        for (long descriptors : new long[] {256, 1_024, 4_096, 20_000, 65_536, 1_048_576}) {
            var machine = new Capacity(descriptors, 64 * GIBIBYTE);
            for (OptionalInt most :
                    new OptionalInt[] {OptionalInt.empty(), OptionalInt.of(9_999_999)}) {
                var shares = new ConnectionConfig(most, OptionalInt.empty()).shares(machine, 2);
                int open = 2 * shares.data().total() + shares.admin().total();
                assertThat(2L * open)
                        .as("%d descriptors", descriptors)
                        .isLessThanOrEqualTo(descriptors - descriptors / 20 - 64);
            }
        }
    }

    @Test
    void a_small_heap_takes_fewer() {
        int large = NOTHING_SAID.shares(new Capacity(1 << 20, 8 * GIBIBYTE), 2).data().total();
        int small = NOTHING_SAID.shares(new Capacity(1 << 20, GIBIBYTE / 2), 2).data().total();
        assertThat(small).isBetween(1_000, large / 8);
    }

    @Test
    void what_is_said_counts_as_far_as_descriptors_allow() {
        var machine = new Capacity(20_000, GIBIBYTE / 2);
        var said = new ConnectionConfig(OptionalInt.of(2_000), OptionalInt.of(50));
        assertThat(said.shares(machine, 2).data().total()).isEqualTo(2_000);
        assertThat(said.shares(machine, 2).data().perAddress()).isEqualTo(50);
        assertThat(said.shares(machine, 2).admin().total()).isEqualTo(250);
        var tooMany = new ConnectionConfig(OptionalInt.of(100_000), OptionalInt.empty());
        assertThat(tooMany.shares(machine, 2).data().total()).isBetween(3_000, 5_000);
    }

    @Test
    void one_address_has_at_least_half() {
        var shares = NOTHING_SAID.shares(new Capacity(20_000, 8 * GIBIBYTE), 2);
        assertThat(2 * shares.data().perAddress()).isGreaterThanOrEqualTo(shares.data().total());
        assertThat(2 * shares.admin().perAddress()).isGreaterThanOrEqualTo(shares.admin().total());
    }

    @Test
    void a_port_that_is_off_leaves_its_connections_to_the_other() {
        var machine = new Capacity(20_000, 8 * GIBIBYTE);
        assertThat(NOTHING_SAID.shares(machine, 1).data().total())
                .isGreaterThan(18 * NOTHING_SAID.shares(machine, 2).data().total() / 10);
    }

    @Test
    void a_count_that_is_none_is_refused_where_it_was_said() {
        for (String text : new String[] {"0", "-1", "many", "99999999"}) {
            var settings = Settings.defaults().with(Setting.MAX_CONNECTIONS, text);
            assertThatThrownBy(() -> ConnectionConfig.of(settings))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("max-connections")
                    .hasMessageContaining("give 1 to 9999999");
        }
    }
}
