package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.FailedWrite.Missing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with the messages that RocksDB 11.8.1 was seen to use. */
class FailedWriteTest {
    @ParameterizedTest
    @CsvSource({
        "'While open a file for appending: /d/db/000010.log: Too many open files', DESCRIPTORS",
        "'While open a file for appending: /d/db/000010.log: No space left on device', SPACE",
        "'While appending to file: /d/db/000010.log: No space left on device', SPACE",
        "'While appending to file: /d/db/000011.sst: No space left on device', SPACE",
        "'While appending to file: /d/db/000011.sst: Disk quota exceeded', QUOTA",
        "'While open a file for random read: /d/db/000011.sst: Too many open files in system',"
                + " DESCRIPTORS",
        "'IO error: No space left on device: While open a file for appending: /d/db/000010.log: No"
                + " space left on device', SPACE",
    })
    void a_file_that_cannot_be_opened_or_extended_leaves_nothing(String words, Missing missing) {
        assertThat(FailedWrite.missing(words)).contains(missing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "While fdatasync: /d/db/000010.log: No space left on device",
                "While fsync: /d/db/000010.log: Input/output error",
                "While fdatasync: /d/While open a file/000010.log: Too many open files",
                "While sync_file_range: /d/db/000010.log: No space left on device",
                "While closing file after writing: /d/db/000010.log: No space left on device",
                "While appending to file: /d/db/000010.log: Input/output error",
                "While appending to file: /d/No space left on device: Input/output error",
                "Corruption: block checksum mismatch",
                "",
            })
    void all_else_leaves_nobody_knows_what(String words) {
        assertThat(FailedWrite.missing(words)).isEmpty();
    }

    @Test
    void a_folder_may_have_any_name() {
        assertThat(
                        FailedWrite.missing(
                                "While open a file for appending: /my: data/While fsync: /db/1.log:"
                                        + " Too many open files"))
                .contains(Missing.DESCRIPTORS);
    }
}
