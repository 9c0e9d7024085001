package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NewestValuesTest {
    private final NewestValues<String> values = new NewestValues<>();

    @Test
    void late_news_of_an_earlier_commit_change_nothing() {
        values.wrote("k", "second", 2);
        values.wrote("k", "first", 1);
        assertThat(values.find("k")).contains("second");
    }

    @Test
    void late_news_do_not_bring_back_what_was_removed() {
        values.begin();
        values.begin();
        values.removed("k", 2);
        values.end();
        values.wrote("k", "first", 1);
        values.end();
        assertThat(values.find("k")).isEmpty();
        assertThat(values.all()).isEmpty();
    }

    @Test
    void what_is_made_after_a_removal_is_there() {
        values.wrote("k", "first", 1);
        values.removed("k", 2);
        values.wrote("k", "third", 3);
        assertThat(values.find("k")).contains("third");
    }

    @Test
    void a_late_removal_leaves_what_was_made_after_it() {
        values.wrote("k", "first", 1);
        values.wrote("k", "third", 3);
        values.removed("k", 2);
        assertThat(values.find("k")).contains("third");
    }

    @Test
    void a_read_that_found_nothing_does_not_undo_later_news() {
        values.wrote("k", "first", 1);
        String seen = values.find("k").orElseThrow();
        values.wrote("k", "second", 2);
        values.foundNothing("k", seen);
        assertThat(values.find("k")).contains("second");
        values.foundNothing("k", "second");
        assertThat(values.find("k")).isEmpty();
    }
}
