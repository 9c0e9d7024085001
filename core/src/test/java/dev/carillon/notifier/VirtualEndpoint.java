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
 * An endpoint in virtual time: takes and answers as configured, and checks that only one attempt of
 * each key is in flight at a time, in number order.
 */
public final class VirtualEndpoint implements Endpoint {
    public static final AttemptResult OK = new AttemptResult.Accepted(200);
    public static final AttemptResult DOWN = new AttemptResult.Unreachable("connection refused");

    private final VirtualTime time;
    private final List<SeenAttempt> attempts = new ArrayList<>();
    private final List<SeenAttempt> accepted = new ArrayList<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, Long> last = new HashMap<>();
    private final Map<Boolean, Integer> now = new HashMap<>();
    private final Map<Boolean, Integer> most = new HashMap<>();
    private Function<SeenAttempt, AttemptResult> rule = _ -> OK;
    private Duration takes = Duration.ZERO;

    VirtualEndpoint(VirtualTime time) {
        this.time = time;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        SeenAttempt it = SeenAttempt.read(message, time.now());
        attempts.add(it);
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

    /** Sets the answer to each further attempt. */
    public void answers(Function<SeenAttempt, AttemptResult> answer) {
        rule = answer;
    }

    /** Sets the same answer for all further attempts. */
    public void answers(AttemptResult result) {
        answers(_ -> result);
    }

    /** Sets the time that each further attempt takes. */
    public void takes(Duration attempt) {
        takes = attempt;
    }

    /** Returns the attempts in the order in which they began. */
    public List<SeenAttempt> attempts() {
        return List.copyOf(attempts);
    }

    /** Returns the accepted attempts in the order in which they ended. */
    public Stream<SeenAttempt> accepted() {
        return accepted.stream();
    }

    /** Returns the number of attempts. */
    public int count() {
        return attempts.size();
    }

    /** Returns the largest number of attempts at the same time, of live events or of replays. */
    public int mostAtOnce(boolean replay) {
        return most.getOrDefault(replay, 0);
    }

    /**
     * Forgets the attempts in flight, because the sending process died: the next one attempts them
     * again.
     */
    void forgetUnderWay() {
        underWay.clear();
        last.clear();
        now.clear();
    }

    private void begin(SeenAttempt it) {
        assertThat(underWay.add(it.line())).as("%s is the only attempt of its key", it).isTrue();
        long before = last.getOrDefault(it.line(), 0L);
        assertThat(it.number()).as("order of %s", it.line()).isGreaterThanOrEqualTo(before);
        last.put(it.line(), it.number());
        int running = now.merge(it.replay(), 1, Integer::sum);
        most.merge(it.replay(), running, Math::max);
    }

    private void end(SeenAttempt it) {
        underWay.remove(it.line());
        now.merge(it.replay(), -1, Integer::sum);
    }
}
