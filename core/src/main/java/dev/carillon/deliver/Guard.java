package dev.carillon.deliver;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A lock, held for one piece of code. */
final class Guard {
    private final ReentrantLock lock = new ReentrantLock();

    /** Runs the code alone. */
    void run(Runnable code) {
        lock.lock();
        try {
            code.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs the code alone and hands on what it says. */
    <T> T ask(Supplier<T> code) {
        lock.lock();
        try {
            return code.get();
        } finally {
            lock.unlock();
        }
    }

    /** A condition to be awaited and signalled by code this runs. */
    Condition condition() {
        return lock.newCondition();
    }
}
