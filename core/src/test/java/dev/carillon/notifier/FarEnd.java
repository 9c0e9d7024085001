package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A far end in virtual time: takes as long as told, answers as told, and sees to it that of each
 * key only one is told at a time, in number order.
 */
public final class FarEnd implements Endpoint {
    public static final AttemptResult OK = new AttemptResult.Accepted(200);
    public static final AttemptResult DOWN = new AttemptResult.Unreachable("connection refused");

    private final VirtualTime time;
    private final List<Told> told = new ArrayList<>();
    private final List<Told> accepted = new ArrayList<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, Long> last = new HashMap<>();
    private final Map<Boolean, Integer> now = new HashMap<>();
    private final Map<Boolean, Integer> most = new HashMap<>();
    private Function<Told, AttemptResult> rule = _ -> OK;
    private Duration takes = Duration.ZERO;

    FarEnd(VirtualTime time) {
        this.time = time;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        Told it = Told.read(message, time.now());
        told.add(it);
        begin(it);
        boolean inTime = takes.compareTo(limit) <= 0;
        time.spend(inTime ? takes : limit);
        AttemptResult result = inTime ? rule.apply(it) : new AttemptResult.TimedOut(limit);
        end(it);
        if (result.accepted()) {
            accepted.add(it);
        }
        return result;
    }

    @Override
    public void close() {}

    /** From now on it answers so. */
    public void answers(Function<Told, AttemptResult> answer) {
        rule = answer;
    }

    /** From now on it answers so to everything. */
    public void answers(AttemptResult result) {
        answers(_ -> result);
    }

    /** From now on each attempt takes so long. */
    public void takes(Duration attempt) {
        takes = attempt;
    }

    /** All attempts, in the order they began. */
    public List<Told> told() {
        return List.copyOf(told);
    }

    /** Those it accepted, in the order they ended. */
    public Stream<Told> accepted() {
        return accepted.stream();
    }

    /** How many it was told. */
    public int count() {
        return told.size();
    }

    /** Most attempts there ever were at once, of live events or of those sent again. */
    public int mostAtOnce(boolean replay) {
        return most.getOrDefault(replay, 0);
    }

    /** The process that told died: what it was about to tell is told anew by the next. */
    void forgetUnderWay() {
        underWay.clear();
        last.clear();
        now.clear();
    }

    private void begin(Told it) {
        assertThat(underWay.add(it.line())).as("%s is told alone", it).isTrue();
        long before = last.getOrDefault(it.line(), 0L);
        assertThat(it.number()).as("order of %s", it.line()).isGreaterThanOrEqualTo(before);
        last.put(it.line(), it.number());
        int running = now.merge(it.replay(), 1, Integer::sum);
        most.merge(it.replay(), running, Math::max);
    }

    private void end(Told it) {
        underWay.remove(it.line());
        now.merge(it.replay(), -1, Integer::sum);
    }
}
