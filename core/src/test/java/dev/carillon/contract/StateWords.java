package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.CommitResult.Committed;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The store under test, and the methods that its suites share. */
public abstract class StateWords {
    /** The store under test. */
    protected State state;

    /** Opens the store: the first time a new one, later the same data again. */
    protected abstract State open();

    /** Opens the same data in a way that the next write fails. */
    protected abstract State openToFail();

    /** Commits several commits so that they become durable as one group, in this order. */
    protected abstract List<CommitResult> commitTogether(State on, List<Commit> commits)
            throws Exception;

    @BeforeEach
    final void openFirst() {
        state = open();
    }

    @AfterEach
    final void closeLast() {
        state.close();
    }

    protected final void reopen() {
        state.close();
        state = open();
    }

    protected final Committed committed(Commit commit) {
        return (Committed) state.commit(commit);
    }

    protected final void assertInvalid(Commit commit, String why) {
        assertThatThrownBy(() -> state.commit(commit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    protected static Commit counting() {
        var commit = new Commit();
        commit.next(key("n"));
        return commit;
    }

    protected static Commit letters(String letters) {
        var commit = new Commit();
        letters.chars().forEach(letter -> commit.put(key(Character.toString(letter)), bytes("v")));
        return commit;
    }

    /** Returns a commit that puts one key. */
    protected static Commit put(String key, String value) {
        return new Commit().put(key(key), bytes(value));
    }

    /** Returns a key of UTF-8. */
    protected static Key key(String text) {
        return Key.of(bytes(text));
    }

    /** Returns the text in UTF-8. */
    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    protected static Key top() {
        return Key.of(new byte[] {-1, -1, -1});
    }

    protected final List<String> everything() {
        var seen = new ArrayList<String>();
        try (var view = state.view();
                var scan = view.scan(Key.of(new byte[0]), top(), View.Order.FORWARD)) {
            while (scan.next()) {
                seen.add(text(scan.key().bytes()) + "=" + text(scan.value()) + "@" + scan.stamp());
            }
        }
        return seen;
    }

    protected final List<String> keysOf(View.Order order) {
        try (var view = state.view()) {
            return keysOf(view, order);
        }
    }

    protected static List<String> keysOf(View view, View.Order order) {
        return keys(view.scan(Key.of(new byte[0]), top(), order));
    }

    protected static List<String> keys(Scan scan) {
        var seen = new ArrayList<String>();
        try (scan) {
            while (scan.next()) {
                seen.add(text(scan.key().bytes()));
            }
        }
        return seen;
    }

    /** Calls from {@code callers} threads at once. */
    protected static <T> List<T> together(int callers, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (int i = 0; i < callers; i++) {
                futures.add(threads.submit(call));
            }
            var results = new ArrayList<T>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
