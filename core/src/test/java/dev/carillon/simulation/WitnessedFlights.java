package dev.carillon.simulation;

import dev.carillon.simulation.SeededTasks.Moment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attempts that a lane has decided and that have not ended, each of some deliveries. */
final class WitnessedFlights {
    private final Map<Long, Flight> byNumber = new HashMap<>();
    private final Set<Flight> flights = new HashSet<>();

    /**
     * One attempt.
     *
     * @param numbers of its deliveries, in the order of the message
     */
    private record Flight(List<Long> numbers, Moment decided) {}

    /** How many there are. */
    int count() {
        return flights.size();
    }

    /** The deliveries of all. */
    Set<Long> numbers() {
        return byNumber.keySet();
    }

    /** The deliveries of the attempt that this one is part of. */
    List<Long> numbersOf(long number) {
        return of(number).numbers();
    }

    /** When the attempt was decided that this delivery is part of. */
    Moment decided(long number) {
        return of(number).decided();
    }

    /** Forgets those that are none of these; when each was decided. */
    List<Moment> abandoned(List<List<Long>> awaited) {
        var kept = new HashSet<>(awaited);
        List<Flight> gone = flights.stream().filter(it -> !kept.contains(it.numbers())).toList();
        gone.forEach(this::remove);
        return gone.stream().map(Flight::decided).toList();
    }

    /** Notes an attempt; false if it was known. */
    boolean begun(List<Long> numbers, Moment now) {
        Flight known = byNumber.get(numbers.getFirst());
        if (known != null) {
            return false;
        }
        var flight = new Flight(numbers, now);
        flights.add(flight);
        numbers.forEach(it -> byNumber.put(it, flight));
        return true;
    }

    /** Forgets the attempt that this delivery is part of; when it was decided. */
    Moment ended(long number) {
        Flight flight = of(number);
        remove(flight);
        return flight.decided();
    }

    /** The process has ended, and all of them with it. */
    void clear() {
        byNumber.clear();
        flights.clear();
    }

    private void remove(Flight flight) {
        flights.remove(flight);
        flight.numbers().forEach(byNumber::remove);
    }

    private Flight of(long number) {
        return Optional.ofNullable(byNumber.get(number)).orElseThrow();
    }
}
