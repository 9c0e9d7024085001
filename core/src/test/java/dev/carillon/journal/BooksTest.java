package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.Template;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class BooksTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");

    @Test
    void books_are_read_as_they_were_written() {
        var run = new SharedTries.Run(7, 3, Instant.ofEpochMilli(5_000), Duration.ofMillis(900));
        var books = new Books(5, 3, 2, 1, AT, new SharedTries(List.of(run)));
        assertThat(Books.read(books.write())).isEqualTo(books);
        assertThat(Books.read(Books.empty().write())).isEqualTo(Books.empty());
    }

    @Test
    void books_of_the_first_format_do_not_know_when_something_was_accepted() {
        byte[] old = Template.builder().u8(1).i64(5).i64(3).i64(2).i64(1).array();
        assertThat(Books.read(old))
                .isEqualTo(new Books(5, 3, 2, 1, Instant.EPOCH, SharedTries.none()));
    }

    @Test
    void books_of_the_second_format_share_no_tries() {
        byte[] old = Template.builder().u8(2).i64(5).i64(3).i64(2).i64(1).i64(1_500_000).array();
        var accepted = Instant.ofEpochMilli(1_500);
        assertThat(Books.read(old)).isEqualTo(new Books(5, 3, 2, 1, accepted, SharedTries.none()));
    }

    @Test
    void books_of_another_format_are_refused() {
        byte[] later = Template.builder().u8(4).array();
        assertThatThrownBy(() -> Books.read(later)).hasMessageContaining("format 4");
    }

    @Test
    void the_last_time_that_something_was_accepted_never_goes_back() {
        Books later = Books.empty().oneDone(AT).oneDone(AT.minusSeconds(1));
        assertThat(later.accepted()).isEqualTo(AT);
        assertThat(later.done()).isEqualTo(2);
    }
}
