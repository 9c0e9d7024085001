package dev.carillon.simulation;

import dev.carillon.simulation.SeededTasks.Moment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attempts that a lane has decided and that have not ended, each with its deliveries. */
final class WitnessedFlights {
    private final Map<Long, Flight> byNumber = new HashMap<>();
    private final Set<Flight> flights = new HashSet<>();

    /**
     * An attempt.
     *
     * @param numbers of its deliveries, in the order of the message
     */
    private record Flight(List<Long> numbers, Moment decided) {}

    /** Returns the number of attempts. */
    int count() {
        return flights.size();
    }

    /** Returns the numbers of all their deliveries. */
    Set<Long> numbers() {
        return byNumber.keySet();
    }

    /** Returns the deliveries in the same attempt. */
    List<Long> numbersOf(long number) {
        return of(number).numbers();
    }

    /** Returns when this delivery's attempt was decided. */
    Moment decided(long number) {
        return of(number).decided();
    }

    /** Removes the attempts that are no longer awaited; returns when each was decided. */
    List<Moment> abandoned(List<List<Long>> awaited) {
        var kept = new HashSet<>(awaited);
        List<Flight> gone =
                flights.stream().filter(flight -> !kept.contains(flight.numbers())).toList();
        gone.forEach(this::remove);
        return gone.stream().map(Flight::decided).toList();
    }

    /** Adds an attempt; returns false if it was known. */
    boolean begun(List<Long> numbers, Moment now) {
        Flight known = byNumber.get(numbers.getFirst());
        if (known != null) {
            return false;
        }
        var flight = new Flight(numbers, now);
        flights.add(flight);
        numbers.forEach(number -> byNumber.put(number, flight));
        return true;
    }

    /** Removes this delivery's attempt; returns when it was decided. */
    Moment ended(long number) {
        Flight flight = of(number);
        remove(flight);
        return flight.decided();
    }

    /** Removes all attempts, because the process has ended. */
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
