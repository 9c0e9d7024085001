package dev.carillon.script;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A started program and the processes that it starts, as far as they stay in its group.
 * Thread-safe.
 */
final class ProcessGroup {
    private final Libc libc;
    private final int pid;
    private final int handle;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean over;
    private volatile boolean stopped;

    /**
     * Follows a program that was just started, and whose end nobody else awaits.
     *
     * @throws SystemCallException if it cannot be followed; it has been ended then
     */
    ProcessGroup(Libc libc, int pid) {
        this.libc = libc;
        this.pid = pid;
        handle = libc.openProcess(pid);
        if (handle < 0) {
            libc.killGroup(pid, Libc.SIGKILL);
            int _ = libc.awaitChild(pid);
            throw new SystemCallException("pidfd_open", -handle);
        }
    }

    /** Returns the process id of the program, which is that of its group. */
    int pid() {
        return pid;
    }

    /** Returns the descriptor that becomes readable when the program has ended. */
    int handle() {
        return handle;
    }

    /** Sends a signal to the whole group, unless it is over. */
    void signal(int signal) {
        lock.lock();
        try {
            if (!over) {
                libc.killGroup(pid, signal);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks the group to end because nothing is run any more. */
    void stop() {
        stopped = true;
        signal(Libc.SIGTERM);
    }

    /** Returns whether it was asked to {@link #stop}. */
    boolean stopped() {
        return stopped;
    }

    /**
     * Ends the processes that the program has left in its group, after it has ended itself. Until
     * {@link #finish} no other group can get its number.
     */
    void endRest() {
        signal(Libc.SIGKILL);
    }

    /** Waits for the end of the program and forgets the group; returns the wait status. */
    int finish() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
        libc.close(handle);
        return libc.awaitChild(pid);
    }
}
