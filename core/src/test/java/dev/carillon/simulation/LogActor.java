package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.DeadLetters.LetterId;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.DeadLetterOffice.Selection;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.NotCommittedException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Handles the dead letters as an operator does: replays them, sometimes twice, and purges them.
 * Each letter leaves once, and a replayed one is owed again.
 */
final class LogActor implements Repeating {
    private final RandomGenerator random;
    private final Witness witness;
    private final Operator operator;
    private final List<DeadLetter> meant = new ArrayList<>();
    private final Map<String, Integer> again = new HashMap<>();
    private Optional<String> topic = Optional.empty();
    private Optional<DeadReason> reason = Optional.empty();
    private Instant began = Instant.MAX;
    private boolean replays;
    private boolean elsewhere;

    LogActor(RandomGenerator random, Witness witness, Operator operator) {
        this.random = random;
        this.witness = witness;
        this.operator = operator;
    }

    /** Replays or purges some letters. Throws if the disk fails meanwhile. */
    void act(Server server) {
        begin(server);
        try {
            actOnLetters(server);
            witness.repeatsNoMore();
            ended(server);
        } catch (NotCommittedException _) {
            witness.saw(Coverage.REFUSED_LETTERS);
            witness.repeatsNoMore();
            left(server);
        } catch (DamagedStateException _) {
            // An event cannot be read, so it cannot be owed again; the letters before it are.
            witness.repeatsNoMore();
            left(server);
        }
    }

    private void actOnLetters(Server server) {
        if (replays) {
            DeadLetterOffice.Outcome first = office(server).replay(selection());
            DeadLetterOffice.Outcome second = office(server).replay(selection());
            demand(second.done() == 0, () -> "sent again twice: " + first + ", then " + second);
        } else {
            office(server).purge(selection());
        }
    }

    /** Sometimes another process removes letters, which does not share the books in memory. */
    private DeadLetterOffice office(Server server) {
        return elsewhere ? server.neighbour() : server.engine().office();
    }

    private void begin(Server server) {
        witness.repeats(this);
        began = witness.now();
        replays = random.nextInt(4) > 0;
        elsewhere = random.nextInt(3) == 0;
        topic = random.nextBoolean() ? Optional.of(Operator.some(random)) : Optional.empty();
        reason = random.nextInt(3) == 0 ? Optional.of(someReason()) : Optional.empty();
        meant.clear();
        again.clear();
        for (DeadLetter letter : letters(server)) {
            WitnessedLane lane = witness.lane(letter.delivery().lane());
            lane.buried(letter);
            if (topic.filter(text -> !text.equals(lane.topic.name)).isEmpty()
                    && reason.filter(deadReason -> deadReason != letter.reason()).isEmpty()) {
                meant.add(letter);
            }
        }
    }

    private Selection selection() {
        return new Selection(topic, Optional.empty(), Optional.empty(), Optional.empty(), reason);
    }

    private DeadReason someReason() {
        DeadReason[] all = DeadReason.values();
        return all[random.nextInt(all.length)];
    }

    private static List<DeadLetter> letters(Server server) {
        return server.engine().letters().all(Optional.empty(), _ -> true, Integer.MAX_VALUE);
    }

    @Override
    public void owes(WitnessedLane lane, Owed owed) {
        demand(replays, () -> owed + " is owed again though letters were thrown away");
        demand(
                operator.topic(lane.topic.name)
                        .filter(witnessedTopic -> witnessedTopic == lane.topic)
                        .isPresent(),
                () -> owed + " is owed again to a topic that is not there");
        demand(!owed.since().isBefore(began), () -> owed + " does not age from " + began);
        again.merge(name(lane.topic.name, owed), 1, Integer::sum);
    }

    /**
     * Checks that all selected letters that have a destination have left, and that only they are
     * owed again.
     */
    private void ended(Server server) {
        for (DeadLetter letter : meant) {
            boolean goes = !replays || operator.topic(nameOf(letter)).isPresent();
            boolean there = server.engine().letters().find(LetterId.of(letter)).isPresent();
            boolean mayStay = replays && isDamaged(server, letter);
            demand(
                    goes != there || (there && mayStay),
                    () -> letter + (there ? " is still there" : " is gone"));
            if (there) {
                witness.saw(Coverage.LETTER_KEPT);
            }
        }
        left(server);
    }

    /** Returns whether the event cannot be read, and so cannot be owed again. */
    private static boolean isDamaged(Server server, DeadLetter letter) {
        try {
            server.engine().journal().event(letter.delivery().eventStamp());
            return false;
        } catch (DamagedStateException _) {
            return true;
        }
    }

    /** Returns whether an action was begun and did not end. */
    boolean unsure() {
        return !meant.isEmpty();
    }

    /**
     * Checks that exactly the letters that have left are owed again, even if the action did not
     * end.
     */
    void left(Server server) {
        for (DeadLetter letter : meant) {
            if (server.engine().letters().find(LetterId.of(letter)).isPresent()) {
                continue;
            }
            WitnessedLane lane = witness.lane(letter.delivery().lane());
            lane.buried(letter).gone = true;
            if (elsewhere) {
                witness.saw(Coverage.LETTER_LEFT_ELSEWHERE);
            }
            if (!replays) {
                witness.saw(Coverage.LETTER_PURGED);
            } else {
                var owed = new Owed(letter.delivery(), letter.event());
                int times = again.merge(name(lane.topic.name, owed), -1, Integer::sum);
                demand(times >= 0, () -> letter + " is gone, and is not owed again");
                witness.saw(
                        lane.topic.removed()
                                ? Coverage.LETTER_TO_REMADE
                                : Coverage.LETTER_REPLAYED);
            }
        }
        demand(
                again.values().stream().allMatch(number -> number == 0),
                () -> "owed again without a request: " + again);
        meant.clear();
        again.clear();
    }

    private String nameOf(DeadLetter letter) {
        return witness.lane(letter.delivery().lane()).topic.name;
    }

    private static String name(String topic, Owed owed) {
        return "%s: event %d for %s"
                .formatted(topic, owed.event().sequencer().stamp(), owed.delivery().rule());
    }
}
