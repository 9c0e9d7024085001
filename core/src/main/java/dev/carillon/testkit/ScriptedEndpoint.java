package dev.carillon.testkit;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * An endpoint without a network: it records every message in the order of sending, and returns the
 * scripted results first, then those of a rule. Thread-safe; the lock guards the script and the
 * messages, and is not held while the rule runs.
 */
public final class ScriptedEndpoint implements Endpoint {
    private final Object lock = new Object();
    private final Deque<AttemptResult> script = new ArrayDeque<>();
    private final List<Message> messages = new ArrayList<>();
    private Function<Message, AttemptResult> rule = _ -> new Accepted(200);
    private boolean closed;

    /** Creates an endpoint that accepts everything by default. */
    public ScriptedEndpoint() {}

    /** Adds results for the next sends, one each. */
    public ScriptedEndpoint then(AttemptResult... results) {
        synchronized (lock) {
            script.addAll(List.of(results));
        }
        return this;
    }

    /** Sets the rule for sends after the script; it may block, for instance on a latch. */
    public ScriptedEndpoint otherwise(Function<Message, AttemptResult> answer) {
        synchronized (lock) {
            rule = answer;
        }
        return this;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        Function<Message, AttemptResult> answer;
        synchronized (lock) {
            messages.add(message);
            AttemptResult scripted = script.poll();
            answer = scripted == null ? rule : _ -> scripted;
        }
        return answer.apply(message);
    }

    /** Returns the messages sent so far, in order. */
    public List<Message> messages() {
        synchronized (lock) {
            return List.copyOf(messages);
        }
    }

    /** Returns whether it was closed. */
    public boolean closed() {
        synchronized (lock) {
            return closed;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
    }
}
