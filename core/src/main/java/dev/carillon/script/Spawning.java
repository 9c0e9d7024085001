package dev.carillon.script;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Starts programs with {@code posix_spawn}: each becomes the leader of a process group of its own,
 * inherits three descriptors and no other, blocks no signal, and has the default action for those
 * that a Java process changes. Thread-safe.
 */
final class Spawning {
    private static final short FLAGS = 2 | 4 | 8; // SETPGROUP, SETSIGDEF, SETSIGMASK
    private static final int FIRST_OTHER = 3;
    private static final long ROOM = 1_024; // for structures of at most 336 bytes
    private static final int[] DEFAULT_SIGNALS = {2, 3, 10, 12, 13, 15, 17};

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout ADDRESS = ValueLayout.ADDRESS;

    private final MethodHandle spawn =
            function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private final MethodHandle begin = function("posix_spawn_file_actions_init", ADDRESS);
    private final MethodHandle duplicate =
            function("posix_spawn_file_actions_adddup2", ADDRESS, INT, INT);
    private final MethodHandle closeFrom =
            function("posix_spawn_file_actions_addclosefrom_np", ADDRESS, INT);
    private final MethodHandle end = function("posix_spawn_file_actions_destroy", ADDRESS);
    private final MemorySegment attributes = attributes();

    /** The three descriptors of a program. */
    record Descriptors(int input, int output, int errors) {}

    /**
     * Finds the functions.
     *
     * @throws UnsupportedOperationException if this system's C library lacks one
     */
    Spawning() {}

    /**
     * Starts a program; returns its process id, which is that of its group too.
     *
     * @param arguments the file first
     * @param environment as {@code NAME=value}
     * @throws SystemCallException if it cannot be started; nothing is left then
     */
    int start(List<String> arguments, List<String> environment, Descriptors descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pid = arena.allocate(INT);
            MemorySegment file = arena.allocateFrom(arguments.getFirst());
            MemorySegment actions = arena.allocate(ROOM);
            check((int) begin.invokeExact(actions));
            try {
                add(actions, descriptors);
                MemorySegment argv = texts(arena, arguments);
                MemorySegment envp = texts(arena, environment);
                check((int) spawn.invokeExact(pid, file, actions, attributes, argv, envp));
            } finally {
                int _ = (int) end.invokeExact(actions);
            }
            return pid.get(INT, 0);
        } catch (Throwable e) {
            throw Libc.broken(e);
        }
    }

    private void add(MemorySegment actions, Descriptors descriptors) throws Throwable {
        check((int) duplicate.invokeExact(actions, descriptors.input(), 0));
        check((int) duplicate.invokeExact(actions, descriptors.output(), 1));
        check((int) duplicate.invokeExact(actions, descriptors.errors(), 2));
        check((int) closeFrom.invokeExact(actions, FIRST_OTHER));
    }

    private static MemorySegment texts(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        return array; // ends with a null pointer
    }

    /** Returns the attributes, which all programs share: they are only read. */
    private static MemorySegment attributes() {
        MemorySegment made = Arena.global().allocate(ROOM);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocate(ROOM);
            MemorySegment usual = arena.allocate(ROOM);
            check((int) function("sigemptyset", ADDRESS).invokeExact(none));
            check((int) function("sigemptyset", ADDRESS).invokeExact(usual));
            MethodHandle addSignal = function("sigaddset", ADDRESS, INT);
            for (int signal : DEFAULT_SIGNALS) {
                check((int) addSignal.invokeExact(usual, signal));
            }
            check((int) function("posix_spawnattr_init", ADDRESS).invokeExact(made));
            check(
                    (int)
                            function("posix_spawnattr_setflags", ADDRESS, ValueLayout.JAVA_SHORT)
                                    .invokeExact(made, FLAGS));
            check((int) function("posix_spawnattr_setpgroup", ADDRESS, INT).invokeExact(made, 0));
            check(
                    (int)
                            function("posix_spawnattr_setsigmask", ADDRESS, ADDRESS)
                                    .invokeExact(made, none));
            check(
                    (int)
                            function("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS)
                                    .invokeExact(made, usual));
            return made;
        } catch (Throwable e) {
            throw Libc.broken(e);
        }
    }

    @SuppressWarnings("restricted") // the launcher allows native access
    private static MethodHandle function(String name, ValueLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(Libc.symbol(name), FunctionDescriptor.of(INT, parameters));
    }

    private static void check(int error) {
        if (error != 0) {
            throw new SystemCallException("starting a program", error);
        }
    }
}
