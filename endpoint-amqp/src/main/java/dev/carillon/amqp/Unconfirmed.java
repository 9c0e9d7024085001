package dev.carillon.amqp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The published messages of a channel that the broker has not confirmed, by their numbers. */
final class Unconfirmed {
    private final ConcurrentNavigableMap<Long, Pending> byNumber = new ConcurrentSkipListMap<>();

    void add(long number, Pending pending) {
        byNumber.put(number, pending);
    }

    Optional<Pending> find(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /**
     * Removes and returns what the broker decided about.
     *
     * @param multiple whether it decided about all up to the number
     */
    List<Pending> take(long number, boolean multiple) {
        if (!multiple) {
            return Optional.ofNullable(byNumber.remove(number)).stream().toList();
        }
        Map<Long, Pending> decided = byNumber.headMap(number, true);
        List<Pending> taken = List.copyOf(decided.values());
        decided.clear();
        return taken;
    }

    /** Removes a message whose attempt has ended. */
    void remove(Pending pending) {
        byNumber.values().remove(pending);
    }
}
