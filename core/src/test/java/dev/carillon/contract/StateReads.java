package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.View;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The contract of reading: get, views and scans. */
public abstract class StateReads extends StateWords {
    @Test
    void reads_what_was_committed_with_the_stamp_of_its_commit() {
        long stamp = committed(put("a", "1")).stamp();
        var read = state.get(key("a")).orElseThrow();
        assertThat(text(read.value())).isEqualTo("1");
        assertThat(read.stamp()).isEqualTo(stamp);
    }

    @Test
    void reads_nothing_under_a_key_never_put() {
        assertThat(state.get(key("a"))).isEmpty();
        assertThat(state.get(Key.of(new byte[0]))).isEmpty();
    }

    @Test
    void an_empty_value_is_a_value() {
        committed(put("a", ""));
        assertThat(state.get(key("a")).orElseThrow().value()).isEmpty();
    }

    @Test
    void a_commit_puts_deletes_and_deletes_ranges_at_once() {
        committed(put("a", "1").put(key("b1"), bytes("1")).put(key("b2"), bytes("2")));
        long stamp =
                committed(put("c", "3").delete(key("a")).deleteRange(key("b"), key("c"))).stamp();
        assertThat(everything()).containsExactly("c=3@" + stamp);
    }

    @Test
    void a_range_delete_spares_its_end() {
        committed(put("a", "1").put(key("b"), bytes("2")));
        committed(new Commit().deleteRange(key("a"), key("b")));
        assertThat(keysOf(View.Order.FORWARD)).containsExactly("b");
    }

    @Test
    void of_two_writes_to_one_key_the_later_stands() {
        committed(put("a", "1").put(key("a"), bytes("2")));
        committed(put("b", "1").delete(key("b")));
        committed(new Commit().delete(key("c")).put(key("c"), bytes("3")));
        committed(new Commit().deleteRange(key("d"), key("e")).put(key("d"), bytes("4")));
        committed(put("d1", "5").deleteRange(key("d1"), key("e")));
        assertThat(keysOf(View.Order.FORWARD)).containsExactly("a", "c", "d");
        assertThat(text(state.get(key("a")).orElseThrow().value())).isEqualTo("2");
    }

    @Test
    void deleting_what_is_not_there_does_nothing() {
        committed(new Commit().delete(key("a")).deleteRange(key("b"), key("b")));
        assertThat(everything()).isEmpty();
    }

    @Test
    void a_bulk_view_shows_what_a_view_shows_and_nothing_later() {
        committed(put("a", "1").put(key("b"), bytes("2")));
        try (View bulk = state.bulkView()) {
            committed(put("c", "3"));
            assertThat(bulk.get(key("c"))).isEmpty();
            assertThat(text(bulk.get(key("a")).orElseThrow().value())).isEqualTo("1");
            try (var scan = bulk.scan(key("b"), top(), View.Order.FORWARD)) {
                assertThat(scan.next()).isTrue();
                assertThat(scan.key()).isEqualTo(key("b"));
                assertThat(scan.next()).isFalse();
            }
        }
    }

    @Test
    void keys_compare_as_unsigned_bytes() {
        var raw = List.of(new byte[] {0}, new byte[] {0, 1}, new byte[] {127}, new byte[] {-128});
        var commit = new Commit();
        raw.reversed().forEach(found -> commit.put(Key.of(found), found));
        committed(commit.put(Key.of(new byte[] {-1, -1}), bytes("last")));
        var seen = new ArrayList<String>();
        try (var view = state.view();
                var scan = view.scan(Key.of(new byte[0]), top(), View.Order.FORWARD)) {
            while (scan.next()) {
                seen.add(scan.key().toString());
            }
        }
        assertThat(seen).containsExactly("00", "0001", "7f", "80", "ffff");
    }

    @Test
    void a_view_shows_everything_as_it_was() {
        committed(put("a", "1").put(key("b"), bytes("1")));
        try (var view = state.view()) {
            committed(put("a", "2").delete(key("b")).put(key("c"), bytes("3")));
            assertThat(text(view.get(key("a")).orElseThrow().value())).isEqualTo("1");
            assertThat(view.get(key("b"))).isPresent();
            assertThat(view.get(key("c"))).isEmpty();
            assertThat(keysOf(view, View.Order.FORWARD)).containsExactly("a", "b");
        }
    }

    @Test
    void a_scan_begun_late_shows_the_view_not_the_present() {
        committed(put("a", "1"));
        try (var view = state.view();
                var scan = view.scan(key("a"))) {
            committed(put("a1", "2").delete(key("a")));
            assertThat(scan.next()).isTrue();
            assertThat(text(scan.value())).isEqualTo("1");
            assertThat(scan.next()).isFalse();
        }
    }

    @Test
    void scans_forward_and_reverse_from_inclusive_to_exclusive() {
        committed(letters("abcde"));
        try (var view = state.view()) {
            assertThat(keys(view.scan(key("b"), key("d"), View.Order.FORWARD)))
                    .containsExactly("b", "c");
            assertThat(keys(view.scan(key("b"), key("d"), View.Order.REVERSE)))
                    .containsExactly("c", "b");
        }
    }

    @Test
    void an_empty_or_turned_range_holds_nothing() {
        committed(letters("abc"));
        try (var view = state.view()) {
            assertThat(keys(view.scan(key("b"), key("b"), View.Order.FORWARD))).isEmpty();
            assertThat(keys(view.scan(key("c"), key("a"), View.Order.FORWARD))).isEmpty();
            assertThat(keys(view.scan(key("c"), key("a"), View.Order.REVERSE))).isEmpty();
        }
    }

    @Test
    void a_prefix_scan_shows_what_begins_with_it() {
        committed(letters("abc").put(key("b1"), bytes("1")).put(key("b2"), bytes("2")));
        try (var view = state.view()) {
            assertThat(keys(view.scan(key("b")))).containsExactly("b", "b1", "b2");
        }
    }

    @Test
    void a_scan_shows_key_value_and_stamp() {
        long stamp = committed(put("a", "1")).stamp();
        try (var view = state.view();
                var scan = view.scan(key("a"))) {
            assertThat(scan.next()).isTrue();
            assertThat(scan.key()).isEqualTo(key("a"));
            assertThat(text(scan.value())).isEqualTo("1");
            assertThat(scan.stamp()).isEqualTo(stamp);
        }
    }

    @Test
    void a_scan_stands_on_no_entry_before_the_first_and_after_the_last_step() {
        committed(put("a", "1"));
        try (var view = state.view();
                var scan = view.scan(key("a"))) {
            assertThatThrownBy(scan::key).isInstanceOf(IllegalStateException.class);
            assertThat(scan.next()).isTrue();
            assertThat(scan.next()).isFalse();
            assertThat(scan.next()).isFalse();
            assertThatThrownBy(scan::value).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void seeks_forward_to_the_first_entry_at_or_after() {
        committed(letters("bdfh"));
        try (var view = state.view();
                var scan = view.scan(key("a"), key("h"), View.Order.FORWARD)) {
            assertThat(scan.seek(key("a"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("b"));
            assertThat(scan.seek(key("d"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("d"));
            assertThat(scan.seek(key("e"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("f"));
            assertThat(scan.next()).isFalse();
        }
    }

    @Test
    void seeks_in_reverse_to_the_first_entry_at_or_before() {
        committed(letters("bdfh"));
        try (var view = state.view();
                var scan = view.scan(key("b"), key("z"), View.Order.REVERSE)) {
            assertThat(scan.seek(key("g"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("f"));
            assertThat(scan.seek(key("d"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("d"));
            assertThat(scan.next()).isTrue();
            assertThat(scan.key()).isEqualTo(key("b"));
            assertThat(scan.seek(key("a"))).isFalse();
        }
    }

    @Test
    void never_seeks_back() {
        committed(letters("abcd"));
        try (var view = state.view();
                var forward = view.scan(key("a"), key("z"), View.Order.FORWARD);
                var reverse = view.scan(key("a"), key("z"), View.Order.REVERSE)) {
            assertThat(forward.seek(key("c"))).isTrue();
            assertThat(forward.seek(key("a"))).isTrue();
            assertThat(forward.key()).isEqualTo(key("c"));
            assertThat(reverse.seek(key("b"))).isTrue();
            assertThat(reverse.seek(key("d"))).isTrue();
            assertThat(reverse.key()).isEqualTo(key("b"));
        }
    }

    @Test
    void seeks_no_further_than_the_scan_goes() {
        committed(letters("abcd"));
        try (var view = state.view();
                var forward = view.scan(key("b"), key("c"), View.Order.FORWARD);
                var late = view.scan(key("b"), key("d"), View.Order.FORWARD);
                var reverse = view.scan(key("b"), key("d"), View.Order.REVERSE)) {
            assertThat(forward.seek(key("a"))).isTrue();
            assertThat(forward.key()).isEqualTo(key("b"));
            assertThat(late.seek(key("d"))).isFalse();
            assertThat(late.next()).isFalse();
            assertThat(reverse.seek(key("z"))).isTrue();
            assertThat(reverse.key()).isEqualTo(key("c"));
        }
    }

    @Test
    void a_closed_view_or_scan_shows_nothing_and_may_be_closed_again() {
        committed(put("a", "1"));
        var view = state.view();
        var scan = view.scan(key("a"));
        scan.close();
        scan.close();
        assertThatThrownBy(scan::next).isInstanceOf(IllegalStateException.class);
        view.close();
        view.close();
        assertThatThrownBy(() -> view.get(key("a"))).isInstanceOf(IllegalStateException.class);
    }
}
