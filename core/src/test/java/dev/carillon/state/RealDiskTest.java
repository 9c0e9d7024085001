package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.DiskContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class RealDiskTest extends DiskContract {
    private static final int ROUNDS = 50;
    private static final int AT_ONCE = 4;

    @TempDir private Path directory;

    @Override
    protected Disk disk() {
        return new RealDisk();
    }

    @Override
    protected Path directory() {
        return directory;
    }

    @Test
    void several_at_once_create_the_same_directories() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path deep = directory.resolve("a" + round).resolve("b").resolve("c");
            Callable<Path> creating =
                    () -> {
                        disk().createDirectories(deep);
                        return deep;
                    };
            try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
                for (Future<Path> each :
                        threads.invokeAll(Collections.nCopies(AT_ONCE, creating))) {
                    assertThat(each.get()).isDirectory();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Too many open files",
                "Too many open files in system",
                "Read-only file system"
            })
    void distinguishes_a_file_that_cannot_be_opened_now_from_a_broken_disk(String reason) {
        assertThat(refusal(new FileSystemException("/data/x", null, reason)))
                .isInstanceOf(DiskUnavailableException.class);
    }

    @Test
    void distinguishes_a_folder_of_another_user_from_a_broken_disk() {
        assertThat(refusal(new AccessDeniedException("/data/x")))
                .isInstanceOf(DiskUnavailableException.class);
    }

    @Test
    void judges_by_the_reason_and_not_by_the_name_of_the_file() {
        assertThat(
                        refusal(
                                new FileSystemException(
                                        "/No space left on device", null, "Input/output error")))
                .isExactlyInstanceOf(UncheckedIOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded"})
    void recognises_a_full_disk(String reason) {
        assertThat(refusal(new FileSystemException("/data/x", null, reason)))
                .isInstanceOf(DiskFullException.class);
        assertThat(refusal(new IOException(reason))).isInstanceOf(DiskFullException.class);
    }

    private static UncheckedIOException refusal(IOException why) {
        return RealDisk.refusal("cannot create /data/x: " + why, why);
    }
}
