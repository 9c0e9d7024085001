package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=2-4, 2, 3",
        "bytes=9-9, 9, 1",
        "bytes=9-999999999999999999, 9, 1",
        "bytes=3-, 3, 7",
        "bytes=-1, 9, 1",
        "bytes=-10, 0, 10",
        "bytes=-11, 0, 10"
    })
    void a_range_is_cut_to_the_object(String header, long from, long length) {
        assertThat(ByteRange.parse(header, 10)).contains(new ByteRange(from, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes=",
                "bytes=-",
                "bytes=4-2",
                "bytes=a-b",
                "items=0-1",
                "bytes=0-1,3-4"
            })
    void what_is_no_single_range_counts_for_nothing(String header) {
        assertThat(ByteRange.parse(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-, 10", "bytes=10-11, 10", "bytes=-0, 10", "bytes=0-, 0", "bytes=-5, 0"})
    void what_the_object_does_not_have_is_refused(String header, long size) {
        assertThatThrownBy(() -> ByteRange.parse(header, size))
                .isInstanceOfSatisfying(
                        RangeException.class,
                        rangeException -> assertThat(rangeException.size()).isEqualTo(size));
    }

    @Test
    void says_which_piece_of_what() {
        assertThat(new ByteRange(2, 3).contentRange(10)).isEqualTo("bytes 2-4/10");
    }
}
