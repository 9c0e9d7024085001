package dev.carillon.listen;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Cidr;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.event.Original;
import dev.carillon.event.OriginalMessage;
import dev.carillon.format.Message;
import dev.carillon.journal.DeliveryOutcome;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.KeptEvent;
import dev.carillon.receive.Printable;
import dev.carillon.rule.Target;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The events that the listeners of a bucket received and still keep. */
public final class History {
    private static final int PAGE = 500;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CONTENT_TYPE = "content-type";

    private final EventLog log;

    /** Creates access to the history of a journal, which need not be started. */
    public History(EventJournal journal) {
        this.log = journal.engine().log();
    }

    /** Returns a line for each of the newest events, the newest last. */
    public List<String> newest(int count) {
        Deque<KeptEvent> newest = new ArrayDeque<>();
        for (KeptEvent kept : all()) {
            newest.add(kept);
            if (newest.size() > count) {
                newest.removeFirst();
            }
        }
        return newest.stream().map(this::line).toList();
    }

    /**
     * Sends the message of an event to the local service once more, unchanged, and returns what the
     * service answered.
     *
     * @param id the event's id, or its beginning
     * @throws ListenException if no event has it, or several
     */
    public AttemptResult resend(String id, URI local) {
        OriginalMessage message = messageOf(id);
        var headers = new TreeMap<>(message.headers());
        String type = Optional.ofNullable(headers.remove(CONTENT_TYPE)).orElse("application/json");
        var anywhere = new AddressGuard(Cidr.parseAll("0.0.0.0/0,::/0"), true);
        try (var provider = new HttpEndpointProvider(anywhere);
                Endpoint endpoint = provider.open(new Target(local.toString(), Map.of()))) {
            return endpoint.send(new Message(type, headers, message.body()), LIMIT);
        }
    }

    /** Returns the message in which an event arrived: an earlier event of it may carry it. */
    private OriginalMessage messageOf(String id) {
        Optional<OriginalMessage> found = Optional.empty();
        Optional<OriginalMessage> carried = Optional.empty();
        var ids = new ArrayList<String>();
        for (KeptEvent kept : all()) {
            Original original = kept.event().change().original().orElseThrow();
            if (original.message().isPresent()) {
                carried = original.message();
            }
            if (!original.id().isEmpty() && original.id().startsWith(id)) {
                ids.add(original.id());
                found = carried;
            }
        }
        if (ids.stream().distinct().count() > 1) {
            throw new ListenException(
                    "%d events have an id that begins with %s: write more of it"
                            .formatted(ids.size(), id));
        }
        return found.orElseThrow(() ->
                new ListenException(
                        "no event with the id %s is kept: --history 20 shows the newest ones"
                                .formatted(id)));
    }

    private List<KeptEvent> all() {
        var all = new ArrayList<KeptEvent>();
        long after = log.floor() - 1;
        List<KeptEvent> page = log.read(after, PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(kept -> kept.event().change().original().isPresent())
                    .forEach(all::add);
            page = log.read(page.getLast().stamp(), PAGE);
        }
        return all;
    }

    private String line(KeptEvent kept) {
        Original original = kept.event().change().original().orElseThrow();
        String bucket = kept.event().change().bucket().name();
        String key = kept.event().change().object().key();
        return Printable.line(
                "%s  %s  %s  %s  [%s]"
                        .formatted(
                                kept.event().change().time().truncatedTo(ChronoUnit.SECONDS),
                                original.type(),
                                key.isEmpty() ? bucket : bucket + "/" + key,
                                outcome(kept),
                                original.id()));
    }

    private String outcome(KeptEvent kept) {
        if (kept.tickets().isEmpty()) {
            return "delivered with another event of its message";
        }
        return switch (log.fate(kept, kept.tickets().getFirst())) {
            case DeliveryOutcome.Waiting _ -> "waits";
            case DeliveryOutcome.Dead(var letter) -> "given up: " + letter.reason();
            case DeliveryOutcome.Ended _ -> "delivered";
            case DeliveryOutcome.Unknown _ -> "unknown";
        };
    }
}
