package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.endpoint.Printable;
import dev.carillon.rule.Units;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * The life of one worker process: gives it lines, reads its answers, and ends it when it breaks the
 * rules. For one thread.
 */
final class StreamSession {
    private static final int OUTPUT = 0;
    private static final int PROCESS = 1;
    private static final int BELL = 2;
    private static final int INPUT = 3;
    private static final int MOST_SHOWN = 80;
    private static final int MOST_AFTER_END = 16; // readings, more than a pipe holds
    private static final String READS_NO_MORE = "it reads no more events";
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Libc libc;
    private final StreamChild child;
    private final Bell bell;
    private final Queue<StreamEntry> queue;
    private final BooleanSupplier closing;
    private final Unanswered unanswered;
    private final StreamOutput output;
    private final StreamInput input;
    private final Map<String, Given> open = new LinkedHashMap<>();
    private long progress; // when it answered, or was given the first of those that are open
    private boolean answered;
    private boolean inputOpen = true;
    private Optional<Deadline> stop = Optional.empty();
    private boolean released;
    private String flaw = "";

    /**
     * An entry without an answer.
     *
     * @param place in the output
     */
    private record Given(StreamEntry entry, long place) {}

    /**
     * Creates the session of a process that was just started.
     *
     * @param queue the entries that wait for this worker
     * @param closing whether the process shall end when it has answered everything
     * @param unanswered the meaning of an entry that was given and not answered
     */
    StreamSession(
            Libc libc,
            StreamChild child,
            Bell bell,
            Queue<StreamEntry> queue,
            BooleanSupplier closing,
            Unanswered unanswered) {
        this.libc = libc;
        this.child = child;
        this.bell = bell;
        this.queue = queue;
        this.closing = closing;
        this.unanswered = unanswered;
        output = new StreamOutput(libc, child.input());
        input = new StreamInput(libc, child.output());
    }

    /**
     * Serves until the process ends or must be ended, and fails the entries that it has not
     * answered. After an exception, too, nothing is left: no process and no open entry.
     *
     * @return the reason for its end
     */
    String toEnd() {
        try (Arena arena = Arena.ofConfined()) {
            var polled =
                    new Polled(
                            libc,
                            arena,
                            child.output(),
                            child.group().handle(),
                            bell.descriptor(),
                            child.input());
            boolean over = false;
            while (!over && flaw.isEmpty()) {
                over = step(polled);
            }
            return finish(polled, over);
        } catch (RuntimeException e) {
            abandon(e);
            throw e;
        }
    }

    /** Returns whether the process has answered anything. */
    boolean answered() {
        return answered;
    }

    /** Waits once and does what can be done; returns whether the process has ended. */
    private boolean step(Polled polled) {
        if (!closing.getAsBoolean()) {
            output.fill(queue, this::opened);
        } else {
            close(polled);
        }
        if (inputOpen) {
            // without anything to write, only that nobody reads it any more is noticed
            polled.await(INPUT, child.input(), output.pending() ? Libc.POLLOUT : 0);
        }
        sleep(polled);
        if (polled.isReady(BELL)) {
            bell.clear();
        }
        if (polled.isReady(INPUT) && !(output.pending() && output.write())) {
            output.takeBack();
            closeInput(polled);
            flaw = READS_NO_MORE;
        }
        if (polled.isReady(OUTPUT)) {
            read(polled);
        }
        checkTimes();
        return polled.isReady(PROCESS);
    }

    /** Shows the process the end of its input as soon as it has answered everything. */
    private void close(Polled polled) {
        if (stop.isEmpty()) {
            stop = Optional.of(Deadline.after(Launcher.PATIENCE));
        }
        if (open.isEmpty()) {
            closeInput(polled);
        }
    }

    private void sleep(Polled polled) {
        bell.sleeping();
        boolean work = !queue.isEmpty() && output.hasRoom() && !closing.getAsBoolean();
        boolean stopping = closing.getAsBoolean() && stop.isEmpty();
        boolean _ = polled.ready(work || stopping ? 0 : nextEnd().millis());
        bell.awake();
    }

    private Deadline nextEnd() {
        var end = oldest().map(this::endOf).orElseGet(() -> Deadline.after(IDLE));
        return stop.isPresent() && stop.get().before(end) ? stop.get() : end;
    }

    private void checkTimes() {
        if (stop.isPresent() && stop.get().passed()) {
            flaw = "the receiver is stopping";
        }
        oldest().filter(entry -> flaw.isEmpty() && endOf(entry).passed())
                .ifPresent(entry ->
                        flaw =
                                "it gave no answer for %s within %s"
                                        .formatted(entry.id(), Units.text(entry.limit())));
    }

    private Optional<StreamEntry> oldest() {
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(open.values().iterator().next().entry());
    }

    /** Returns until when there must be an answer to this or another entry. */
    private Deadline endOf(StreamEntry entry) {
        return new Deadline(progress + entry.limit().toNanos());
    }

    private void opened(StreamEntry entry, long place) {
        if (open.isEmpty()) {
            progress = System.nanoTime();
        }
        open.put(entry.id(), new Given(entry, place));
    }

    private void read(Polled polled) {
        switch (input.read(this::line)) {
            case OPEN -> {}
            case ENDED -> polled.ignore(OUTPUT);
            case TOO_LONG -> {
                if (flaw.isEmpty()) {
                    flaw = "it printed a line that is too long for an answer";
                }
            }
        }
    }

    private void line(String line) {
        Optional<StreamAnswer> answer = StreamAnswer.read(line);
        Given given = answer.map(StreamAnswer::id).map(open::remove).orElse(null);
        if (given != null) {
            answered = true;
            progress = System.nanoTime();
            given.entry().complete(answer.get().result());
        } else if (flaw.isEmpty()) {
            String what = Printable.cut(Printable.line(line), MOST_SHOWN);
            flaw =
                    answer.isPresent()
                            ? "it answered '" + what + "', and there is no such event"
                            : "it printed '" + what + "', which is neither ok ID nor fail ID";
        }
    }

    private void closeInput(Polled polled) {
        polled.ignore(INPUT);
        closeInput();
    }

    private void closeInput() {
        if (inputOpen) {
            inputOpen = false;
            libc.close(child.input());
        }
    }

    private String finish(Polled polled, boolean over) {
        boolean byItself = over || (!inputOpen && endsWithin(polled, SOON));
        if (!byItself) {
            end(polled);
        }
        child.group().endRest();
        readRest(polled);
        if (inputOpen) {
            output.takeBack();
        }
        String status = RunResult.words(Ended.How.of(release()));
        String reason = byItself && !judged() ? status : flaw;
        failOpen(byItself && !answered && !judged(), reason);
        return reason;
    }

    /** Frees what belongs to the process, which was ended; returns its wait status. */
    private int release() {
        released = true;
        closeInput();
        libc.close(child.output());
        return child.group().finish();
    }

    private void abandon(RuntimeException failure) {
        try {
            if (!released) {
                child.group().endRest();
                int _ = release();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        failOpen(false, "internal error: " + failure);
    }

    /** Returns whether the process broke the rules, other than by reading no more. */
    private boolean judged() {
        return !flaw.isEmpty() && !flaw.equals(READS_NO_MORE);
    }

    private void end(Polled polled) {
        child.group().signal(Libc.SIGTERM);
        if (!endsWithin(polled, Launcher.PATIENCE)) {
            child.group().signal(Libc.SIGKILL);
        }
    }

    private static boolean endsWithin(Polled polled, Duration time) {
        polled.ignore(OUTPUT);
        polled.ignore(INPUT);
        polled.ignore(BELL);
        var deadline = Deadline.after(time);
        boolean ended = false;
        while (!ended && !deadline.passed()) {
            ended = polled.ready(deadline.millis());
        }
        return ended;
    }

    /** Reads the answers that it gave before its end. */
    private void readRest(Polled polled) {
        polled.ignore(PROCESS);
        polled.ignore(BELL);
        polled.ignore(INPUT);
        polled.await(OUTPUT, child.output(), Libc.POLLIN);
        for (int i = 0; i < MOST_AFTER_END && polled.ready(0); i++) {
            read(polled);
        }
    }

    private void failOpen(boolean useless, String reason) {
        Scope scope = useless ? Scope.ENDPOINT : Scope.DELIVERY;
        String words = "not answered by the worker: " + reason;
        for (Given given : open.values()) {
            boolean begun = output.begun(given.place());
            given.entry().complete(begun ? unknown(words, scope) : Refused.stated(words, scope));
        }
        open.clear();
    }

    private AttemptResult unknown(String words, Scope scope) {
        return closing.getAsBoolean()
                ? new Unreachable("the receiver stopped before the worker had answered")
                : unanswered.result(words, scope);
    }
}
