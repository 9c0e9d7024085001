package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.format.BrokerDialect;
import dev.carillon.journal.Audit;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.FanOuts;
import dev.carillon.journal.Journal;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.Ledger;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.state.State;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sees every published event, subscription and attempt, and fails as soon as a promise of the
 * broker is broken.
 */
final class BrokerWitness {
    private static final Pattern ID = Pattern.compile("\"eventId\":\"([^\"]*)\"");
    private static final Set<DeadReason> ENDS =
            Set.of(DeadReason.SUBSCRIPTION_DELETED, DeadReason.SUBSCRIPTION_REMOVED);

    private final Map<String, Seen> subscriptions = new TreeMap<>();
    private final Map<Long, Stored> stored = new TreeMap<>();
    private final Map<String, Long> inLog = new HashMap<>();
    private final Set<String> ever = new HashSet<>();
    private final Set<String> carried = new HashSet<>();
    private final Set<String> wholeWanted = new HashSet<>();
    private final Set<String> deleting = new HashSet<>();
    private long lastSeen;
    private int crashes;
    private int promises;

    /** A subscription, with its deliveries by the stamps of their events. */
    private static final class Seen {
        private final KeptTopic topic;
        private final Map<Long, Given> given = new TreeMap<>();
        private final TreeMap<Long, Long> stampByNumber = new TreeMap<>();
        private boolean live = true;

        Seen(KeptTopic topic) {
            this.topic = topic;
        }

        String rule() {
            return ((Subscription) topic.topic().recipient()).rule();
        }

        boolean whole() {
            return topic.topic().dialect().equals(DialectName.BROKER_B2);
        }
    }

    /** A delivery. */
    private static final class Given {
        private long number;
        private int failures;
        private boolean accepted;
    }

    /** An event and those that must get it. */
    private record Stored(String rule, Set<String> expected) {}

    int promises() {
        return promises;
    }

    /** Looks at what is durable now. */
    void look(State disk, List<KeptTopic> present) {
        Set<String> now = new HashSet<>();
        for (KeptTopic topic : present) {
            String id = ((Subscription) topic.topic().recipient()).id();
            now.add(id);
            subscriptions.computeIfAbsent(id, _ -> new Seen(topic));
        }
        for (KeptEvent kept :
                new EventLog(disk, new Journal(disk)).read(lastSeen, Integer.MAX_VALUE)) {
            saw(kept, disk, now);
            lastSeen = kept.stamp();
        }
        subscriptions.forEach((id, seen) -> {
            if (seen.live && !now.contains(id)) {
                seen.live = false;
                demand(
                        deleting.contains(id) || failedOftenEnough(seen),
                        () -> id + " was removed, and it had not failed as often as it may");
            }
        });
    }

    /** Notes that a subscription is about to be deleted. */
    void deletes(String id) {
        deleting.add(id);
    }

    /** Notes that the process died. */
    void crashed(State disk) {
        crashes++;
        Audit.Report report = Audit.of(disk);
        demand(
                report.findings().words().isEmpty(),
                () -> "the audit found: " + report.findings().words());
    }

    /** Notes that events of a rule were acknowledged to their publisher. */
    void acknowledged(List<BrokerWorld.Published> events) {
        for (BrokerWorld.Published event : events) {
            demand(ever.contains(event.name()), () -> event + " was acknowledged and not stored");
            demand(
                    !wholeWanted.contains(event.name()) || carried.contains(event.name()),
                    () -> "no stored message has " + event);
        }
    }

    /** Notes that the log was cut. */
    void cut(State disk) {
        var log = new Journal(disk);
        inLog.values()
                .removeIf(stamp -> {
                    boolean gone = log.event(stamp).isEmpty();
                    if (gone) {
                        demandAccepted(stamp, "left the log");
                    }
                    return gone;
                });
    }

    void attempted(String id, SentEvent sent) {
        Seen seen = subscriptions.get(id);
        Stored event = stored.get(sent.stamp());
        demand(
                event != null && event.expected().contains(id),
                () -> id + " gets event " + sent.stamp() + ", which it is not to get");
        Given given = seen.given.computeIfAbsent(sent.stamp(), _ -> new Given());
        demand(
                given.number == 0 || given.number == sent.number(),
                () -> "event %d is owed to %s twice".formatted(sent.stamp(), id));
        given.number = sent.number();
        seen.stampByNumber.put(sent.number(), sent.stamp());
        Optional.ofNullable(seen.stampByNumber.lowerEntry(sent.number()))
                .ifPresent(before ->
                        demand(
                                before.getValue() < sent.stamp(),
                                () -> "event " + sent.stamp() + " comes too late to " + id));
        Optional.ofNullable(seen.stampByNumber.higherEntry(sent.number()))
                .ifPresent(after ->
                        demand(
                                after.getValue() > sent.stamp(),
                                () -> "event " + sent.stamp() + " comes too early to " + id));
    }

    void accepted(String id, SentEvent sent) {
        subscriptions.get(id).given.get(sent.stamp()).accepted = true;
    }

    void failed(String id, SentEvent sent) {
        Seen seen = subscriptions.get(id);
        Given given = seen.given.get(sent.stamp());
        given.failures++;
        demand(
                kept(seen) || given.failures <= most(seen) + crashes,
                () -> "event %d failed %d times at %s".formatted(sent.stamp(), given.failures, id));
    }

    /** Checks, after everything came to rest, that nothing is missing. */
    void checkTheEnd(State disk, Ledger ledger) {
        stored.keySet().forEach(stamp -> demandAccepted(stamp, "is at rest"));
        var journal = new Journal(disk);
        for (LaneId lane : journal.lanes()) {
            demand(journal.owing(lane) == 0, () -> "lane " + lane + " owes something for ever");
        }
        demand(new FanOuts(disk, journal).all().isEmpty(), () -> "a fan-out is unfinished");
        for (DeadLetter letter :
                new DeadLetters(disk, journal, ledger)
                        .all(Optional.empty(), _ -> true, Integer.MAX_VALUE)) {
            demand(ENDS.contains(letter.reason()), () -> "given up: " + letter.reason());
            demand(
                    subscriptions.values().stream()
                            .noneMatch(seen ->
                                    seen.live
                                            && seen.topic.lane()
                                                    == letter.delivery().lane().topic()),
                    () -> "a subscription that is there has a dead letter");
        }
        Audit.Report report = Audit.of(disk);
        demand(
                report.findings().words().isEmpty(),
                () -> "the audit found: " + report.findings().words());
    }

    private void saw(KeptEvent kept, State disk, Set<String> present) {
        Change change = kept.event().change();
        Original original = change.original().orElseThrow();
        String name = original.rule() + "/" + original.id();
        cut(disk);
        Long before = inLog.put(name, kept.stamp());
        demand(before == null, () -> name + " was accepted twice: " + before);
        ever.add(name);
        original.message()
                .ifPresent(message -> {
                    Matcher ids = ID.matcher(new String(message.body(), US_ASCII));
                    while (ids.find()) {
                        carried.add(original.rule() + "/" + ids.group(1));
                    }
                });
        // one that is gone by now may have been gone when the event was stored
        if (present.stream()
                .map(subscriptions::get)
                .anyMatch(seen ->
                        seen.whole()
                                && seen.rule().equals(original.rule())
                                && seen.topic.lane() < kept.stamp())) {
            wholeWanted.add(name);
        }
        var expected = new HashSet<String>();
        subscriptions.forEach((id, seen) -> {
            if (seen.live
                    && seen.rule().equals(original.rule())
                    && seen.topic.lane() < kept.stamp()
                    && (!seen.whole() || original.message().isPresent())) {
                expected.add(id);
            }
        });
        promises += expected.size();
        stored.put(kept.stamp(), new Stored(original.rule(), expected));
    }

    private void demandAccepted(long stamp, String when) {
        for (String id : stored.get(stamp).expected()) {
            Seen seen = subscriptions.get(id);
            Given given = seen.given.get(stamp);
            demand(
                    !seen.live || (given != null && given.accepted),
                    () -> "event %d %s, and %s has not got it".formatted(stamp, when, id));
        }
    }

    private static boolean failedOftenEnough(Seen seen) {
        return !kept(seen)
                && seen.given.values().stream().anyMatch(given -> given.failures >= most(seen));
    }

    private static boolean kept(Seen seen) {
        return SubscriptionAttributes.of(seen.topic.topic()).kept();
    }

    private static int most(Seen seen) {
        return SubscriptionAttributes.of(seen.topic.topic())
                .maxFailureCount()
                .orElse(BrokerDialect.USUAL_FAILURES);
    }
}
