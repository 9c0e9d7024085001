package dev.carillon.script;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * The functions of the C library of Linux that Java lacks: descriptors, signals to a process group,
 * and waiting for output and for the end of a process at once. Thread-safe; a call blocks its
 * thread, so it belongs on a platform thread.
 *
 * <p>Results are those of the functions, with one difference: where a function returns -1, the
 * negative number of its error is returned.
 */
final class Libc {
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int O_CLOEXEC = 0x80000;
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    static final int SIGCHLD = 17;
    static final int POLLIN = 1;
    static final int POLLOUT = 4;

    private static final int SET_FLAGS = 4;
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int MFD_CLOEXEC = 1;
    private static final long PIDFD_OPEN = 434;
    private static final int EVENT_FLAGS = 0x80800;
    private static final long UNREAD = 0x541B; // FIONREAD
    private static final int IGNORED = 1; // SIG_IGN; the default action is 0

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> ERRORS =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final MethodHandle poll = function("poll", INT, ValueLayout.ADDRESS, LONG, INT);
    private final MethodHandle read = function("read", LONG, INT, ValueLayout.ADDRESS, LONG);
    private final MethodHandle write = function("write", LONG, INT, ValueLayout.ADDRESS, LONG);
    private final MethodHandle seek = function("lseek", LONG, INT, LONG, INT);
    private final MethodHandle close = function("close", INT, INT);
    private final MethodHandle pipe = function("pipe2", INT, ValueLayout.ADDRESS, INT);

    @SuppressWarnings("restricted") // the launcher allows native access
    private final MethodHandle control =
            LINKER.downcallHandle(
                    symbol("fcntl"),
                    FunctionDescriptor.of(INT, INT, INT, INT),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(2));

    @SuppressWarnings("restricted") // the launcher allows native access
    private final MethodHandle device =
            LINKER.downcallHandle(
                    symbol("ioctl"),
                    FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(2));

    private final MethodHandle action =
            function("signal", ValueLayout.ADDRESS, INT, ValueLayout.ADDRESS);
    private final MethodHandle memory = function("memfd_create", INT, ValueLayout.ADDRESS, INT);
    private final MethodHandle event = function("eventfd", INT, INT, INT);
    private final MethodHandle kill = function("kill", INT, INT, INT);
    private final MethodHandle wait = function("waitpid", INT, INT, ValueLayout.ADDRESS, INT);
    private final MethodHandle syscall = function("syscall", LONG, LONG, INT, INT);
    private final MemorySegment memoryName = Arena.global().allocateFrom("carillon-event");

    private Libc() {}

    /** Returns the library if this system has all of it. */
    static Optional<Libc> load() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        try {
            var libc = new Libc();
            int self = libc.openProcess((int) ProcessHandle.current().pid());
            if (self < 0) {
                return Optional.empty();
            }
            libc.close(self);
            libc.heedChildren();
            return Optional.of(libc);
        } catch (UnsupportedOperationException | IllegalCallerException e) {
            return Optional.empty();
        }
    }

    /**
     * Restores the default action for the end of a child if this process has inherited that it is
     * ignored: the system would forget how children ended. Another action stays.
     */
    private void heedChildren() {
        MemorySegment before = onSignal(SIGCHLD, MemorySegment.NULL);
        if (before.address() != 0 && before.address() != IGNORED) {
            var _ = onSignal(SIGCHLD, before);
        }
    }

    /** Sets the action for a signal, 0 for the default and 1 for none; returns the one before. */
    MemorySegment onSignal(int signal, MemorySegment handler) {
        try {
            return (MemorySegment) action.invokeExact(ERRORS.get(), signal, handler);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Finds a function whose errors are reported in {@code errno}. */
    @SuppressWarnings("restricted") // the launcher allows native access
    private static MethodHandle function(
            String name, ValueLayout result, ValueLayout... parameters) {
        return LINKER.downcallHandle(
                symbol(name),
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"));
    }

    /**
     * Finds a function of the C library.
     *
     * @throws UnsupportedOperationException if this system's library lacks it
     */
    static MemorySegment symbol(String name) {
        SymbolLookup library = LINKER.defaultLookup();
        return library.find(name)
                .orElseThrow(
                        () -> new UnsupportedOperationException("the C library lacks " + name));
    }

    /**
     * Waits until a descriptor is ready, or the time is over.
     *
     * @param polled an array of {@code struct pollfd}
     * @param millis at most; -1 = for ever
     */
    int poll(MemorySegment polled, int count, int millis) {
        try {
            MemorySegment state = ERRORS.get();
            int result = (int) poll.invokeExact(state, polled, (long) count, millis);
            return (int) orError(result, state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Reads from a descriptor; 0 at its end. */
    int read(int descriptor, MemorySegment into) {
        try {
            MemorySegment state = ERRORS.get();
            return (int)
                    orError(
                            (long) read.invokeExact(state, descriptor, into, into.byteSize()),
                            state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Writes to a descriptor; returns the number of bytes that were written. */
    int write(int descriptor, MemorySegment from) {
        try {
            MemorySegment state = ERRORS.get();
            return (int)
                    orError(
                            (long) write.invokeExact(state, descriptor, from, from.byteSize()),
                            state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Closes a descriptor. */
    void close(int descriptor) {
        try {
            int _ = (int) close.invokeExact(ERRORS.get(), descriptor);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Creates a pipe that programs do not inherit by themselves. */
    Pipe pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(INT, 2);
            MemorySegment state = ERRORS.get();
            int made = (int) pipe.invokeExact(state, ends, O_CLOEXEC);
            checked(orError(made, state), "pipe2");
            return new Pipe(ends.getAtIndex(INT, 0), ends.getAtIndex(INT, 1));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Makes writing to an end of a pipe return at once. */
    void neverBlock(int writeEnd) {
        try {
            MemorySegment state = ERRORS.get();
            int flags = O_WRONLY | O_NONBLOCK;
            int set = (int) control.invokeExact(state, writeEnd, SET_FLAGS, flags);
            checked(orError(set, state), "fcntl");
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Returns how many bytes nobody has read out of a pipe; 0 if that is not known. */
    int unread(int pipe) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(INT);
            int failed = (int) device.invokeExact(ERRORS.get(), pipe, UNREAD, count);
            return failed < 0 ? 0 : count.get(INT, 0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** The two ends of a pipe. */
    record Pipe(int readEnd, int writeEnd) {}

    /** Creates a file in memory, to be read from its beginning. */
    int fileOf(byte[] content) {
        int file = newFile();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rest = arena.allocate(Math.max(1, content.length));
            MemorySegment.copy(content, 0, rest, ValueLayout.JAVA_BYTE, 0, content.length);
            rest = rest.asSlice(0, content.length);
            while (rest.byteSize() > 0) {
                rest = rest.asSlice(checked(write(file, rest), "write"));
            }
            MemorySegment state = ERRORS.get();
            checked(orError((long) seek.invokeExact(state, file, 0L, 0), state), "lseek");
            return file;
        } catch (Throwable e) {
            close(file);
            throw broken(e);
        }
    }

    private int newFile() {
        try {
            MemorySegment state = ERRORS.get();
            int file = (int) memory.invokeExact(state, memoryName, MFD_CLOEXEC);
            return (int) checked(orError(file, state), "memfd_create");
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Creates a counter that becomes readable when something is written to it. */
    int bell() {
        try {
            MemorySegment state = ERRORS.get();
            int made = (int) event.invokeExact(state, 0, EVENT_FLAGS);
            return (int) checked(orError(made, state), "eventfd");
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Opens a descriptor that becomes readable when a process ends. */
    int openProcess(int pid) {
        try {
            MemorySegment state = ERRORS.get();
            return (int) orError((long) syscall.invokeExact(state, PIDFD_OPEN, pid, 0), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Sends a signal to all processes of a group; nothing happens if there are none. */
    void killGroup(int group, int signal) {
        try {
            int _ = (int) kill.invokeExact(ERRORS.get(), -group, signal);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Waits for the end of a child and returns its wait status. */
    int awaitChild(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(INT);
            MemorySegment state = ERRORS.get();
            long waited = -EINTR;
            while (waited == -EINTR) {
                int ended = (int) wait.invokeExact(state, pid, status, 0);
                waited = orError(ended, state);
            }
            checked(waited, "waitpid");
            return status.get(INT, 0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static long orError(long result, MemorySegment state) {
        return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    }

    private static long checked(long result, String function) {
        if (result < 0) {
            throw new SystemCallException(function, (int) -result);
        }
        return result;
    }

    /** Returns what to throw for anything that a call threw. */
    static RuntimeException broken(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException("a call of the C library failed", failure);
        };
    }
}
