package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.KeyTable;
import dev.carillon.state.Template;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The keys of the journal. {@link KeyTable} lists them and their values, which {@link EventCodec},
 * {@link DeliveryCodec}, {@link Books} and {@link LogFence} write.
 */
final class JournalKeys {
    /** The length of an event's key in bytes. */
    static final int EVENT_KEY_BYTES = 1 + Long.BYTES;

    private static final byte[] NOTHING = {};

    /** The text before the name of another program's bucket; no id of a bucket here begins so. */
    private static final String RECEIVED = "received/";

    private JournalKeys() {}

    static Template newEvent() {
        return KeyTable.EVENT.start().hole(new Hole.Stamp()).build();
    }

    static Key event(long stamp) {
        return KeyTable.EVENT.start().i64(stamp).key();
    }

    static Key events() {
        return KeyTable.EVENT.all();
    }

    /** Returns the value of keys that serve only for finding others. */
    static byte[] nothing() {
        return NOTHING;
    }

    static Template newOfObject(Change change) {
        return object(change).hole(new Hole.Stamp()).build();
    }

    static Key ofObject(Change change, long stamp) {
        return object(change).i64(stamp).key();
    }

    /** Returns the prefix of the keys that find all events of an object, the oldest first. */
    static Key ofObject(String bucketId, String key) {
        return object(bucketId, key).key();
    }

    /**
     * Returns the prefix of the keys that find all events of an object that another program
     * published, the oldest first.
     *
     * @param bucket the name of the bucket, because users do not know its id
     */
    static Key ofReceived(String bucket, String key) {
        return object(RECEIVED + bucket, key).key();
    }

    private static Template.Builder object(Change change) {
        String key = change.object().key();
        return change.received()
                ? object(RECEIVED + change.bucket().name(), key)
                : object(change.bucket().id(), key);
    }

    /** Returns whether two keys find events of the same object. */
    static boolean sameObject(Key one, Key other) {
        int length = one.bytes().length;
        return length == other.bytes().length
                && Arrays.equals(
                        one.bytes(), 0, length - Long.BYTES, other.bytes(), 0, length - Long.BYTES);
    }

    /** Returns the prefix of the keys that find all events of all objects. */
    static Key ofObjects() {
        return KeyTable.EVENT_OF_OBJECT.all();
    }

    private static Template.Builder object(String bucketId, String key) {
        return KeyTable.EVENT_OF_OBJECT.start().sortedText(bucketId).sortedText(key);
    }

    static Key ending(long eventStamp, LaneId lane, long number) {
        return KeyTable.FINAL_STATE.start().i64(eventStamp).i64(lane.code()).i64(number).key();
    }

    static Key endings(long eventStamp) {
        return KeyTable.FINAL_STATE.start().i64(eventStamp).key();
    }

    /** Returns the prefix of the keys of the final states, of all events. */
    static Key allEndings() {
        return KeyTable.FINAL_STATE.all();
    }

    /** Returns the stamp of the event in the key of a final state. */
    static long eventOfEnding(Key ending) {
        return ByteBuffer.wrap(ending.bytes()).getLong(1);
    }

    /** Returns the key by which a published event is recognized. */
    static Key published(String bucket, Original original) {
        return KeyTable.PUBLISHED
                .start()
                .sortedText(bucket)
                .sortedText(original.rule())
                .sortedText(original.id())
                .key();
    }

    /** Returns the prefix of the keys by which published events are recognized. */
    static Key allPublished() {
        return KeyTable.PUBLISHED.all();
    }

    static Template newFanOut(String bucket, String rule) {
        return fanOuts(bucket, rule).hole(new Hole.Stamp()).build();
    }

    static Key fanOut(String bucket, String rule, long stamp) {
        return fanOuts(bucket, rule).i64(stamp).key();
    }

    private static Template.Builder fanOuts(String bucket, String rule) {
        return KeyTable.FAN_OUT.start().sortedText(bucket).sortedText(rule);
    }

    /** Returns the prefix of the keys of all fan-outs. */
    static Key allFanOuts() {
        return KeyTable.FAN_OUT.all();
    }

    /** Returns the prefix that the key of a fan-out shares with those of the same rule. */
    static Key sameRule(Key fanOut) {
        return Key.of(Arrays.copyOf(fanOut.bytes(), fanOut.bytes().length - Long.BYTES));
    }

    static Key floor() {
        return KeyTable.LOG_FLOOR.all();
    }

    /** Returns the number at the end of a key: a stamp, or a place in a lane. */
    static long lastNumber(Key key) {
        byte[] bytes = key.bytes();
        return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
    }

    static Template newDelivery(LaneId lane, Hole.Next number) {
        return KeyTable.DELIVERY.start().i64(lane.code()).hole(number).build();
    }

    static Key delivery(LaneId lane, long number) {
        return KeyTable.DELIVERY.start().i64(lane.code()).i64(number).key();
    }

    static Key deliveries(LaneId lane) {
        return KeyTable.DELIVERY.start().i64(lane.code()).key();
    }

    static Key parked(LaneId lane, String orderKey, long number) {
        return KeyTable.PARKED.start().i64(lane.code()).sortedText(orderKey).i64(number).key();
    }

    static Key parked(LaneId lane, String orderKey) {
        return KeyTable.PARKED.start().i64(lane.code()).sortedText(orderKey).key();
    }

    static Key parked(LaneId lane) {
        return KeyTable.PARKED.start().i64(lane.code()).key();
    }

    /** Returns the key under which a delivery is parked if it is parked. */
    static Key parked(Ticket ticket, ObjectEvent event) {
        return parked(ticket.lane(), DeliveryCodec.orderKey(event), ticket.number());
    }

    /** Returns the order key in the key of a parked delivery. */
    static String orderKey(Key parked) {
        var in = new BytesReader(parked.bytes());
        in.u8();
        in.i64();
        return in.sortedText();
    }

    static Key counter(LaneId lane) {
        return KeyTable.LANE_COUNTER.start().i64(lane.code()).key();
    }

    static Key counters() {
        return KeyTable.LANE_COUNTER.all();
    }

    static Key books(LaneId lane) {
        return KeyTable.LANE_BOOKS.start().i64(lane.code()).key();
    }

    static Key dead(LaneId lane, long number) {
        return KeyTable.DEAD_LETTER.start().i64(lane.code()).i64(number).key();
    }

    static Key deadOf(LaneId lane) {
        return KeyTable.DEAD_LETTER.start().i64(lane.code()).key();
    }

    /** Returns the prefix of the keys of the dead letters of all lanes. */
    static Key allDead() {
        return KeyTable.DEAD_LETTER.all();
    }

    /** Returns the lane in a key that begins with table and lane. */
    static LaneId lane(Key key) {
        return LaneId.of(ByteBuffer.wrap(key.bytes()).getLong(1));
    }
}
