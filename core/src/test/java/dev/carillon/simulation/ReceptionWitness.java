package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.journal.Audit;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.Journal;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Page;
import dev.carillon.notifier.Receptions;
import dev.carillon.script.StandInScript.Delivered;
import dev.carillon.simulation.ReceivedEvents.Sent;
import dev.carillon.state.State;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees every received event and every run of the script, and fails as soon as a promise of the
 * receiver is broken.
 */
final class ReceptionWitness {
    /** The longest time until the first run, if nothing is in trouble and nothing goes before. */
    private static final Duration PROMPT = Duration.ofSeconds(3);

    private final Supplier<Duration> now;
    private final Terms terms;
    private final Map<String, Long> stampOfEvent = new HashMap<>();
    private final TreeMap<Long, ReceivedRun> stored = new TreeMap<>();
    private final Map<String, Long> inLog = new HashMap<>();
    private final Map<String, Integer> submissions = new HashMap<>();
    private final Map<String, Integer> acknowledgements = new HashMap<>();
    private final Map<String, List<Long>> stamps = new HashMap<>();
    private final Map<String, Long> running = new HashMap<>();
    private final Map<String, Long> lastRun = new HashMap<>();
    private final Map<String, Long> lastInLife = new HashMap<>();
    private Duration asleep = Duration.ZERO;
    private boolean trouble;
    private long lastSeen;

    /**
     * The terms of a world.
     *
     * @param prompt whether nothing but its own key and trouble of the script holds an event back
     * @param once whether interrupted runs are not repeated
     * @param retries the number of attempts after the first
     */
    record Terms(boolean prompt, boolean once, int retries) {}

    ReceptionWitness(Supplier<Duration> now, Terms terms) {
        this.now = now;
        this.terms = terms;
    }

    int promises() {
        return stored.size();
    }

    /** Notes that time passes in which nothing can run. */
    void passes(Duration time) {
        asleep = asleep.plus(time);
    }

    /** Notes that nothing starts from now on. */
    void stops() {
        trouble = true;
    }

    /** Notes that a message is on its way. */
    void submitted(List<Sent> message) {
        message.forEach(sent -> submissions.merge(sent.name(), 1, Integer::sum));
    }

    /** Looks at what is durable now, and at what should have run by now. */
    void look(State disk) {
        for (KeptEvent kept :
                new EventLog(disk, new Journal(disk)).read(lastSeen, Integer.MAX_VALUE)) {
            saw(kept, disk);
            lastSeen = kept.stamp();
        }
        if (terms.prompt() && !trouble) {
            stored.values().stream()
                    .filter(run -> run.waits(awake(), PROMPT))
                    .filter(run -> before(run).allMatch(ReceivedRun::surelyOver))
                    .findFirst()
                    .ifPresent(run -> {
                        throw new AssertionError(run + " waits though nothing is in trouble");
                    });
        }
    }

    private void saw(KeptEvent kept, State disk) {
        Change change = kept.event().change();
        Original original = change.original().orElseThrow();
        String name = Sent.name(change);
        if (!original.id().isEmpty()) {
            cut(disk);
            Long before = inLog.put(name, kept.stamp());
            demand(before == null, () -> name + " was accepted twice: " + before);
        }
        List<Long> all = stamps.computeIfAbsent(name, _ -> new ArrayList<>());
        all.add(kept.stamp());
        demand(
                all.size() <= submissions.get(name),
                () -> name + " is stored more often than it was sent");
        String key = change.object().key();
        stampOfEvent.put(kept.event().id(), kept.stamp());
        stored.put(kept.stamp(), new ReceivedRun(kept.stamp(), name, key, terms, awake()));
    }

    /** Notes that a message was answered with success. */
    void acknowledged(List<Sent> message, Receptions.Outcome outcome) {
        demand(
                outcome.accepted() + outcome.repeated() == message.size(),
                () -> outcome + " of " + message.size());
        Map<String, Long> last = new HashMap<>();
        for (Sent sent : message) {
            List<Long> found = stamps.getOrDefault(sent.name(), List.of());
            demand(!found.isEmpty(), () -> sent + " was acknowledged and not stored");
            if (sent.id().isEmpty()) {
                int answered = acknowledgements.merge(sent.name(), 1, Integer::sum);
                demand(
                        found.size() >= answered,
                        () -> sent + " has no id and was taken for a repetition");
            }
            if (submissions.get(sent.name()) == 1) {
                Long before = last.put(sent.key(), found.getFirst());
                demand(
                        before == null || before < found.getFirst(),
                        () -> sent + " was stored before what precedes it in its message");
            }
        }
    }

    /** Notes that the log was cut. */
    void cut(State disk) {
        var log = new Journal(disk);
        inLog.values()
                .removeIf(stamp -> {
                    boolean gone = log.event(stamp).isEmpty();
                    demand(
                            !gone || stored.get(stamp).over(),
                            () -> stored.get(stamp) + " left the log before its run");
                    return gone;
                });
    }

    /** Notes that an attempt begins. */
    void attempted(Delivered event) {
        ReceivedRun run = run(event);
        Long other = running.putIfAbsent(run.key(), run.stamp());
        demand(other == null, () -> run + " is attempted while " + stored.get(other) + " is");
        demand(
                before(run).allMatch(ReceivedRun::over),
                () -> run + " is attempted before what precedes it");
        lastRun.put(run.key(), run.stamp());
        Long last = lastInLife.put(run.key(), run.stamp());
        demand(
                last == null || last <= run.stamp(),
                () -> run + " is attempted after what follows it");
        run.attempted(event.number());
    }

    /** Notes that the script is started. */
    void started(Delivered event) {
        run(event).started();
    }

    /** Notes how a run of the script ended. */
    void ended(Delivered event, AttemptResult result) {
        run(event).ended(result);
    }

    /** Notes the result of an attempt. */
    void answered(Delivered event, AttemptResult result) {
        ReceivedRun run = run(event);
        running.remove(run.key());
        boolean concernsAll =
                switch (result) {
                    case Accepted _ -> false;
                    case Refused(Stated(_, Scope scope), _, _) -> scope == Scope.ENDPOINT;
                    default -> true;
                };
        if (concernsAll) {
            trouble = true;
            stored.values().forEach(ReceivedRun::troubled);
        }
        run.answered(result);
        stored.tailMap(run.stamp(), false).values().stream()
                .filter(after -> after.key().equals(run.key()))
                .findFirst()
                .ifPresent(next -> next.mayStart(awake()));
    }

    private ReceivedRun run(Delivered event) {
        String id = event.message().replaceAll("[.].*", "");
        Long stamp = stampOfEvent.get(id);
        demand(stamp != null, () -> "an attempt for an event that is not durable: " + event);
        return stored.get(stamp);
    }

    /** Notes that the process ended, in order or not, and checks what it left. */
    void died(State disk, boolean clean) {
        running.clear();
        lastInLife.clear();
        trouble = false;
        var journal = new Journal(disk);
        Set<Long> owed =
                journal.lanes().stream()
                        .flatMap(lane -> owed(journal, lane))
                        .map(delivery -> delivery.event().sequencer().stamp())
                        .collect(Collectors.toSet());
        stored.values().forEach(run -> run.died(clean, owed.contains(run.stamp()), awake()));
        audit(disk);
    }

    /** Returns what a lane owes, parked deliveries included. */
    static Stream<Owed> owed(Journal journal, LaneId lane) {
        Stream<Page> parked =
                journal.parkedHeads(lane).owed().stream()
                        .map(head ->
                                journal.readParked(lane, head.orderKey(), 0, Integer.MAX_VALUE));
        return Stream.concat(Stream.of(journal.read(lane, 0, Integer.MAX_VALUE)), parked)
                .flatMap(page -> page.owed().stream());
    }

    /** Checks, after everything came to rest, that nothing is missing. */
    void checkTheEnd(State disk, Ledger ledger) {
        var journal = new Journal(disk);
        for (LaneId lane : journal.lanes()) {
            demand(journal.owing(lane) == 0, () -> "lane " + lane + " owes something for ever");
        }
        Map<Long, DeadReason> letters = new HashMap<>();
        for (DeadLetter letter :
                new DeadLetters(disk, journal, ledger)
                        .all(Optional.empty(), _ -> true, Integer.MAX_VALUE)) {
            letters.put(letter.delivery().eventStamp(), letter.reason());
        }
        stored.values()
                .forEach(run -> run.checkTheEnd(Optional.ofNullable(letters.remove(run.stamp()))));
        demand(letters.isEmpty(), () -> "dead letters of nothing: " + letters);
        stored.values().stream()
                .filter(ReceivedRun::attempted)
                .forEach(run ->
                        demand(
                                lastRun.get(run.key()) >= run.stamp(),
                                () -> "the last run of its key was before " + run));
        audit(disk);
    }

    private static void audit(State disk) {
        Audit.Report report = Audit.of(disk);
        demand(
                report.findings().words().isEmpty(),
                () -> "the audit found: " + report.findings().words());
    }

    /** Returns the time in which something could run. */
    private Duration awake() {
        return now.get().minus(asleep);
    }

    /** Returns what precedes it in its key. */
    private Stream<ReceivedRun> before(ReceivedRun run) {
        return stored.headMap(run.stamp()).values().stream()
                .filter(before -> before.key().equals(run.key()));
    }
}
