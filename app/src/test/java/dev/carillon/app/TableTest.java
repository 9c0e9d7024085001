package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class TableTest {
    @Test
    void columns_line_up_and_the_last_is_open() {
        var table = new Table("ID", "KEY");
        table.row(List.of("17-3", "a"));
        assertThat(table.lines()).containsExactly("ID    KEY", "17-3  a");
    }

    @Test
    void a_long_cell_is_cut_in_its_middle() {
        var table = new Table();
        table.row(List.of("begin/" + "x".repeat(100) + "/end.jpg"));
        assertThat(table.lines().getFirst())
                .hasSize(60)
                .startsWith("begin/xxx")
                .contains("x…x")
                .endsWith("xx/end.jpg");
    }

    @Test
    void a_cell_cannot_move_the_cursor() {
        var table = new Table();
        table.row(List.of("a\u001b[2Jb\nc"));
        assertThat(table.lines()).containsExactly("a\\u001b[2Jb\\u000ac");
    }
}
