package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Template;

/**
 * The keys of this room. All numbers are 8 bytes, big-endian, so keys sort as the numbers do.
 *
 * <table>
 * <caption>Key table</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code e} stamp</td><td>the change with that stamp</td></tr>
 * <tr><td>{@code d} lane number</td><td>a delivery: its event's stamp, rule, attempts, due</td></tr>
 * <tr><td>{@code p} lane order-key number</td><td>a parked delivery, like {@code d}</td></tr>
 * <tr><td>{@code c} lane</td><td>the last number given in the lane</td></tr>
 * <tr><td>{@code h} lane</td><td>the lane's books: head, done, dead</td></tr>
 * <tr><td>{@code x} lane number</td><td>a dead letter, with its own copy of the event</td></tr>
 * </table>
 */
final class JournalKeys {
    /** The length of an event's key. */
    static final int EVENT_KEY_BYTES = 1 + Long.BYTES;

    private static final char EVENT = 'e';
    private static final char DELIVERY = 'd';
    private static final char PARKED = 'p';
    private static final char COUNTER = 'c';
    private static final char BOOKS = 'h';
    private static final char DEAD = 'x';

    private JournalKeys() {}

    static Template newEvent() {
        return start(EVENT).hole(new Hole.Stamp()).build();
    }

    static Key event(long stamp) {
        return start(EVENT).i64(stamp).key();
    }

    static Key events() {
        return start(EVENT).key();
    }

    static Template newDelivery(LaneId lane, Hole.Next number) {
        return start(DELIVERY).i64(lane.stamp()).hole(number).build();
    }

    static Key delivery(LaneId lane, long number) {
        return start(DELIVERY).i64(lane.stamp()).i64(number).key();
    }

    static Key deliveries(LaneId lane) {
        return start(DELIVERY).i64(lane.stamp()).key();
    }

    static Key parked(LaneId lane, String orderKey, long number) {
        return start(PARKED).i64(lane.stamp()).sortedText(orderKey).i64(number).key();
    }

    static Key parked(LaneId lane, String orderKey) {
        return start(PARKED).i64(lane.stamp()).sortedText(orderKey).key();
    }

    static Key parked(LaneId lane) {
        return start(PARKED).i64(lane.stamp()).key();
    }

    static Key counter(LaneId lane) {
        return start(COUNTER).i64(lane.stamp()).key();
    }

    static Key counters() {
        return start(COUNTER).key();
    }

    static Key books(LaneId lane) {
        return start(BOOKS).i64(lane.stamp()).key();
    }

    static Key dead(LaneId lane, long number) {
        return start(DEAD).i64(lane.stamp()).i64(number).key();
    }

    static Key deadOf(LaneId lane) {
        return start(DEAD).i64(lane.stamp()).key();
    }

    private static Template.Builder start(char table) {
        return Template.builder().u8(table);
    }
}
