package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class HeadersTest {
    private final Headers headers =
            Headers.of(
                    List.of(
                            new Headers.Field("Host", "localhost"),
                            new Headers.Field("X-Amz-Meta-Colour", "red"),
                            new Headers.Field("x-amz-meta-colour", "blue")));

    @Test
    void a_name_is_found_in_any_case() {
        assertThat(headers.first("host")).contains("localhost");
        assertThat(headers.first("HOST")).contains("localhost");
        assertThat(headers.first("hos")).isEmpty();
    }

    @Test
    void a_name_that_comes_twice_has_both_values_in_order() {
        assertThat(headers.first("x-amz-meta-colour")).contains("red");
        assertThat(headers.all("X-AMZ-META-COLOUR")).containsExactly("red", "blue");
        assertThat(headers.all("content-type")).isEmpty();
    }

    @Test
    void names_are_in_lower_case_each_once_in_order() {
        assertThat(headers.names()).containsExactly("host", "x-amz-meta-colour");
    }

    @Test
    void one_more_line_is_found_and_leaves_the_others_as_they_were() {
        Headers more = headers.with("ETag", "1");

        assertThat(more.first("etag")).contains("1");
        assertThat(more.fields()).hasSize(4).startsWith(headers.fields().getFirst());
        assertThat(headers.first("etag")).isEmpty();
    }

    @Test
    void lines_are_left_out_by_their_name_in_lower_case() {
        assertThat(headers.without(name -> name.startsWith("x-amz-")).names())
                .containsExactly("host");
    }
}
