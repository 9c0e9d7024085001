package dev.carillon.deliver;

import static dev.carillon.deliver.Lanes.owed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.journal.Journal;
import dev.carillon.rule.Policies;
import dev.carillon.rule.Quota;

import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final Quota THREE = Policies.of("quota-entries", "3").quota();
    private static final long SIZE = Journal.size(owed(1, "a").event());

    @Test
    void what_is_given_and_not_settled_is_owed_in_whatever_order_the_news_come() {
        var backlog = new Backlog(10, 8);
        backlog.owed(owed(12, "a"));
        backlog.owed(owed(11, "a"));
        assertThat(backlog.entries()).isEqualTo(4);

        backlog.settled(owed(11, "a"));
        backlog.settled(owed(9, "a"));
        assertThat(backlog.entries()).isEqualTo(2);
    }

    @Test
    void it_is_full_when_there_is_no_room_for_one_more() {
        var backlog = new Backlog(0, 0);
        backlog.owed(owed(1, "a"));
        backlog.owed(owed(2, "a"));
        assertThat(backlog.full(THREE)).isFalse();

        backlog.owed(owed(3, "a"));
        assertThat(backlog.full(THREE)).isTrue();
        assertThat(backlog.over(THREE)).isFalse();

        backlog.owed(owed(4, "a"));
        assertThat(backlog.over(THREE)).isTrue();
        assertThat(backlog.full(Quota.none())).isFalse();
    }

    @Test
    void bytes_count_from_the_weighing_on() {
        Quota two = Policies.of("quota-bytes", Long.toString(2 * SIZE)).quota();
        var backlog = new Backlog(5, 0);
        assertThat(backlog.full(two)).as("not weighed yet").isFalse();

        assertThat(backlog.startWeighing()).isEqualTo(5);
        backlog.owed(owed(6, "a"));
        backlog.owed(owed(5, "a"));
        assertThat(backlog.full(two)).isFalse();
        backlog.weighed(5 * SIZE);
        assertThat(backlog.full(two)).isTrue();
        assertThat(backlog.over(two)).isTrue();

        for (int number = 1; number <= 5; number++) {
            backlog.settled(owed(number, "a"));
        }
        assertThat(backlog.full(two)).isFalse();
        assertThat(backlog.over(two)).isFalse();
    }
}
