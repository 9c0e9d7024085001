package dev.carillon.state;

import java.nio.charset.StandardCharsets;

/**
 * The tables of the key space: what each package stores, by the prefix of its keys. Each constant
 * names the parts of its keys after the prefix, then the value. No prefix begins with another, so a
 * scan over one table never meets the keys of another one. The prefixes are on disk: changing one
 * needs a new data format.
 *
 * <p>In the keys, numbers are eight bytes, big-endian, and texts are {@link
 * Template.Builder#sortedText}. The empty key belongs to the engine.
 */
public enum KeyTable {
    /** {@code journal}: stamp → the change with that stamp, and its tickets. */
    EVENT("e"),
    /** {@code journal}: bucket id, key, stamp → empty: finds the events of an object. */
    EVENT_OF_OBJECT("k"),
    /** {@code journal}: lane, number → a delivery: its event's stamp, rule, attempts, due. */
    DELIVERY("d"),
    /** {@code journal}: lane, order key, number → a parked delivery, like {@link #DELIVERY}. */
    PARKED("p"),
    /** {@code journal}: lane → the last number given in the lane. */
    LANE_COUNTER("c"),
    /** {@code journal}: lane → the lane's books: head, done, dead, gone. */
    LANE_BOOKS("h"),
    /** {@code journal}: lane, number → a dead letter, with its own copy of the event. */
    DEAD_LETTER("x"),
    /**
     * {@code journal}: stamp, lane, number → the final state of a delivery of the event with that
     * stamp; removed with the event.
     */
    FINAL_STATE("q"),
    /**
     * {@code journal}: bucket, rule, publisher's event id → the stamp of the event: a published
     * event that is repeated is recognized by it; removed with the event.
     */
    PUBLISHED("P"),
    /**
     * {@code journal}: bucket, rule, stamp → the last lane that the published event with that stamp
     * is owed to already; removed when all subscriptions of the rule have their deliveries.
     */
    FAN_OUT("F"),
    /**
     * {@code journal}: nothing → the floor of the event log: events with smaller stamps may be
     * gone. It is also the fence between cutting the log and sending its events again.
     */
    LOG_FLOOR("l"),
    /**
     * {@code script}: 1 for a replay or else 0, number, event and rule → the state of the run of
     * the delivery with that number; removed when nothing is owed for it any more.
     */
    RUN("r"),
    /** {@code registry}: kind and texts of a recipient → its topic and the lane. */
    TOPIC("t"),
    /**
     * {@code registry}: lane → the name of the topic that the lane is or was of; stays when the
     * topic is deleted, for its dead letters.
     */
    LANE_NAME("m"),
    /**
     * {@code registry}: lane → the reason why the lane of a rule with its own address is closed.
     */
    LANE_END("M"),
    /** {@code registry}: nothing → empty: written to draw a stamp for a lane. */
    LANE_DRAW("L"),
    /** {@code registry}: version 1, bucket id → all rules of a bucket, also if it has none. */
    RULES("n"),
    /**
     * {@code registry}: bucket, rule → empty: written by each change of the subscriptions of the
     * rule; absent if it has none.
     */
    SUBSCRIPTIONS("S"),
    /** {@code registry}: key id → an application key. */
    APP_KEY("u"),
    /**
     * {@code registry}: id of a key for secrets, some of which it sealed → 0, or 1 if all others
     * are sealed by it too.
     */
    SECRETS_KEY("K"),
    /** {@code store}: name → a bucket, and the fence that commits on its objects check. */
    BUCKET("b"),
    /** {@code store}: bucket id, key → the current version of an object, for lists. */
    OBJECT("o"),
    /** {@code store}: bucket id, key, inverted stamp → an older version, the newest first. */
    VERSION("v"),
    /** {@code store}: stamp → bucket id and key of the version with that stamp, to find it. */
    STAMP("s"),
    /** {@code store}: stamp → the data of a small object, by the stamp of its version. */
    INLINE("i"),
    /**
     * {@code store}: run, number → empty: a record or garbage names this extent; a file without
     * this key is an orphan.
     */
    EXTENT("f"),
    /**
     * {@code store}: stamp → extents that a commit freed, and the time. A commit that frees two
     * sets puts the second under stamp, 1 in one byte.
     */
    GARBAGE("g"),
    /** {@code store}: nothing → empty: written to draw the stamp that becomes a bucket's id. */
    BUCKET_ID("B"),
    /** {@code store}: bucket id → the bucket's name in UTF-8. */
    BUCKET_NAME("N"),
    /**
     * {@code store}: bucket id, key, stamp → an unfinished upload in parts, and the fence that
     * commits on its parts check. The stamp is its id.
     */
    UPLOAD("wu"),
    /** {@code store}: upload's stamp, number in four bytes → a part of an unfinished upload. */
    UPLOAD_PART("wp"),
    /** {@code store}: upload's stamp → empty: an aborted upload whose parts become garbage. */
    UPLOAD_ENDED("we");

    @SuppressWarnings("ImmutableEnumChecker") // never written to, and copied before it leaves
    private final byte[] prefix;

    KeyTable(String prefix) {
        this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
    }

    /** Starts a key of this table. */
    public Template.Builder start() {
        return Template.builder().bytes(prefix);
    }

    /** Returns the prefix of all keys of this table. */
    public Key all() {
        return Key.of(prefix.clone());
    }
}
