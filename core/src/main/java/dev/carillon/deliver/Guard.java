package dev.carillon.deliver;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A lock that is held for one block of code. */
final class Guard {
    private final ReentrantLock lock = new ReentrantLock();

    /** Runs the code under the lock. */
    void run(Runnable code) {
        lock.lock();
        try {
            code.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs the code under the lock and returns its result. */
    <T> T ask(Supplier<T> code) {
        lock.lock();
        try {
            return code.get();
        } finally {
            lock.unlock();
        }
    }

    /** Returns a condition that the code run here can await and signal. */
    Condition condition() {
        return lock.newCondition();
    }
}
