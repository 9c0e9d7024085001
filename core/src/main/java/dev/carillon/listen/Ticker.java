package dev.carillon.listen;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.receive.Printable;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Shows each event when it arrives, {@code -->}, and each answer of the local service with its
 * time, {@code <--}, and counts them. Thread-safe if the consumer is.
 */
public final class Ticker {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Consumer<String> out;
    private final Colours colours;
    private final InstantSource clock;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /**
     * How parts of a line are coloured.
     *
     * @param good of an answer that accepts
     * @param bad of an answer that does not
     * @param faint of what matters less
     */
    public record Colours(
            UnaryOperator<String> good, UnaryOperator<String> bad, UnaryOperator<String> faint) {
        /** Returns no colours. */
        public static Colours none() {
            return new Colours(
                    UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
        }
    }

    /**
     * Creates a ticker.
     *
     * @param out takes whole lines
     */
    public Ticker(Consumer<String> out, Colours colours, InstantSource clock) {
        this.out = out;
        this.colours = colours;
        this.clock = clock;
    }

    /** Shows events that arrived and are kept. */
    void arrived(List<EventSummary> events) {
        received.addAndGet(events.size());
        events.forEach(event -> line("-->", event.type() + "  " + event.what(), event));
    }

    /** Shows that events arrived again, which were kept before. */
    void repeated(List<EventSummary> events) {
        events.forEach(event -> line("-->", "again  " + event.type() + "  " + event.what(), event));
    }

    /** Shows the answer to a message of these events. */
    void answered(List<EventSummary> events, AttemptResult result, Duration time) {
        boolean good = result.accepted();
        (good ? delivered : refused).addAndGet(events.size());
        String status =
                result.status().isPresent()
                        ? Integer.toString(result.status().getAsInt())
                        : result.summary();
        UnaryOperator<String> colour = good ? colours.good() : colours.bad();
        String answer =
                colour.apply(Printable.line(status))
                        + " in "
                        + time.toMillis()
                        + " ms"
                        + (good ? "" : ", is tried again");
        events.forEach(event -> line("<--", answer + "  " + Printable.line(event.what()), event));
    }

    /** Returns the counts, for the end. */
    public String counts() {
        return "%d received, %d delivered, %d attempts failed"
                .formatted(received.get(), delivered.get(), refused.get());
    }

    private void line(String arrow, String text, EventSummary event) {
        String time = TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
        String id = event.id().isEmpty() ? "" : "  [" + event.shortId() + "]";
        out.accept(
                colours.faint().apply(time)
                        + "  "
                        + arrow
                        + "  "
                        + (arrow.equals("-->") ? Printable.line(text) : text)
                        + colours.faint().apply(Printable.line(id)));
    }
}
