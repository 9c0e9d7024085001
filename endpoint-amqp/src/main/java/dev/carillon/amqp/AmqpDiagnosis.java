package dev.carillon.amqp;

import dev.carillon.amqp.Link.BlockedException;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.GuardedNames;
import dev.carillon.format.Message;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one message over a connection of its own and records each step. For one attempt. */
final class AmqpDiagnosis implements Course {
    /** The steps in the order in which they are taken. */
    private static final List<String> ORDER =
            List.of(
                    AmqpKind.NAME,
                    AmqpKind.GUARD,
                    AmqpKind.CONNECT,
                    AmqpKind.TLS,
                    AmqpKind.AUTHENTICATION,
                    AmqpKind.VHOST,
                    AmqpKind.IN_EXCHANGE,
                    AmqpKind.PUBLISH,
                    AmqpKind.CONFIRM);

    /** The time in which an attempt that has ended says what it was doing. */
    private static final Duration LAST_WORDS = Duration.ofMillis(250);

    private final AmqpTarget to;
    private final Brokers brokers;
    private final List<Step> steps = new ArrayList<>();
    private long mark = System.nanoTime();

    AmqpDiagnosis(AmqpTarget to, Brokers brokers) {
        this.to = to.tested();
        this.brokers = brokers;
    }

    /** Makes the attempt and returns its course. */
    Diagnosis of(Message message, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        var done = new CompletableFuture<AttemptResult>();
        Thread attempt =
                Thread.startVirtualThread(() ->
                        ScopedValue.where(GuardedNames.END, end)
                                .run(() -> done.complete(attempt(message, limit, end))));
        AttemptResult result = awaited(done, limit);
        if (!done.isDone()) {
            attempt.interrupt();
            awaited(done, LAST_WORDS);
        }
        return diagnosis(result, limit);
    }

    private static AttemptResult awaited(CompletableFuture<AttemptResult> done, Duration limit) {
        try {
            return done.get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return new TimedOut(limit);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Unreachable("the attempt was interrupted");
        }
    }

    @Override
    public synchronized void passed(String step, String detail) {
        add(step, true, detail);
    }

    @Override
    public synchronized void failed(String step, String detail) {
        add(step, false, detail);
    }

    private AttemptResult attempt(Message message, Duration limit, long end) {
        try {
            Link link = brokers.dialer(to.login()).dial(this, end);
            try {
                return published(link, message, limit, end);
            } catch (BlockedException | InterruptedException _) {
                return new TimedOut(limit);
            } finally {
                Thread.startVirtualThread(link::close);
            }
        } catch (TimeoutException _) {
            return new TimedOut(limit);
        } catch (IOException | RuntimeException e) {
            return Trouble.result(e, to.login().toString());
        }
    }

    private AttemptResult published(Link link, Message message, Duration limit, long end)
            throws IOException, BlockedException, InterruptedException {
        var publisher = Publisher.open(link, to, brokers.envelope(), this, end);
        var pending = new Pending(message, end);
        publisher.publish(pending);
        AttemptResult result;
        try {
            long left = Math.max(0, end - System.nanoTime());
            result = pending.result().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException _) {
            result = new TimedOut(limit);
        }
        note(link, pending, result);
        return result;
    }

    private void note(Link link, Pending pending, AttemptResult result) {
        String sent =
                "to exchange '%s' with routing key '%s'".formatted(to.exchange(), to.routingKey());
        if (!pending.written() || closedFor(result)) {
            failed(AmqpKind.PUBLISH, link.blocked().map(Link::inWords).orElse(words(result)));
            return;
        }
        passed(AmqpKind.PUBLISH, sent);
        if (result.accepted()) {
            passed(AmqpKind.CONFIRM, "the broker has the message");
        } else {
            failed(AmqpKind.CONFIRM, link.blocked().map(Link::inWords).orElse(words(result)));
        }
    }

    /** Returns whether the broker closed the channel for the message, rather than refusing it. */
    private static boolean closedFor(AttemptResult result) {
        return result instanceof Refused refused
                && refused.reason() instanceof Stated stated
                && stated.scope() != Scope.DELIVERY;
    }

    private static String words(AttemptResult result) {
        return switch (result) {
            case Unreachable(String cause) -> cause;
            default -> result.summary();
        };
    }

    /** Adds the step that was under way when the attempt ended. */
    private synchronized Diagnosis diagnosis(AttemptResult result, Duration limit) {
        boolean complete = !steps.isEmpty() && !steps.getLast().ok();
        if (!result.accepted() && !complete) {
            String last = steps.isEmpty() ? "" : steps.getLast().name();
            add(next(last), false, "not done within " + limit.toMillis() + " ms");
        }
        return new Diagnosis(steps, result, AmqpKind.KIND.steps());
    }

    private String next(String last) {
        String next = ORDER.get(Math.min(ORDER.indexOf(last) + 1, ORDER.size() - 1));
        return next.equals(AmqpKind.TLS) && !to.login().address().secure()
                ? AmqpKind.AUTHENTICATION
                : next;
    }

    /** Adds a step; it replaces one of the same name, because the next address is tried. */
    private void add(String name, boolean ok, String detail) {
        String before = "";
        if (!steps.isEmpty() && steps.getLast().name().equals(name)) {
            before = steps.removeLast().detail() + "; ";
        }
        long now = System.nanoTime();
        steps.add(new Step(name, ok, Duration.ofNanos(now - mark), before + detail));
        mark = now;
    }
}
