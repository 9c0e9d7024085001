package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.RefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeMemoryTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "128, 64, 64",
        "512, 128, 96",
        "1024, 256, 192",
        "4096, 1024, 768",
        "24000, 6000, 1024",
        "100, 120, 64"
    })
    void a_quarter_of_what_the_heap_leaves_within_limits(long machine, long heap, long expected) {
        assertThat(new NativeMemory(machine * MIB, heap * MIB).defaultBytes())
                .isEqualTo(expected * MIB);
    }

    @Test
    void a_size_that_fits_is_taken() {
        var machine = new NativeMemory(1_024 * MIB, 256 * MIB);
        assertThat(machine.parse("64MiB")).hasValue(64 * MIB);
        assertThat(machine.parse("768MiB")).hasValue(768 * MIB);
        assertThat(machine.parse("")).isEmpty();
    }

    @Test
    void too_little_and_too_much_are_refused_with_what_to_give() {
        var machine = new NativeMemory(1_024 * MIB, 256 * MIB);
        assertThatThrownBy(() -> machine.parse("63MiB"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("at least 64MiB");
        assertThatThrownBy(() -> machine.parse("769MiB"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("at most 768MiB");
    }

    @Test
    void this_machine_has_memory_beside_the_heap() {
        assertThat(NativeMemory.here().machineBytes()).isGreaterThan(64 * MIB);
        assertThat(NativeMemory.here().defaultBytes()).isBetween(64 * MIB, 1_024 * MIB);
    }
}
