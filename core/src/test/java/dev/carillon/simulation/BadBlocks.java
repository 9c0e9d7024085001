package dev.carillon.simulation;

import dev.carillon.delivery.LaneId;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;
import dev.carillon.testkit.DamagedState;
import dev.carillon.testkit.MemoryState;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Flips bits on the disk of some worlds: an affected record cannot be read in this life of the
 * server and all later ones.
 */
final class BadBlocks {
    /**
     * The number of newest records of a table from which the damaged one is drawn; most older ones
     * are settled.
     */
    private static final int NEWEST = 60;

    private static final byte EVENT = 'e';
    private static final byte[] TABLES = {'d', 'p', EVENT};

    private final SplittableRandom random;
    private final Witness witness;
    private boolean flips;
    private final List<KeyRange> bad = new ArrayList<>();
    private DamagedState now = new DamagedState(MemoryState.create());

    BadBlocks(long seed, Witness witness) {
        // A generator of its own, so that worlds without bad blocks do not depend on it.
        this.random = new SplittableRandom(41 * seed + 13);
        this.witness = witness;
        this.flips = random.nextInt(3) == 0;
    }

    /** Returns the disk as a new life of the server reads it. */
    State over(MemoryState disk) {
        now = new DamagedState(disk);
        bad.forEach(now::damage);
        return now;
    }

    /** Flips a bit of one record; false in a world without bad blocks. */
    boolean flip(MemoryState disk) {
        if (flips) {
            byte table = TABLES[random.nextInt(TABLES.length)];
            List<Key> keys = newest(disk, table);
            if (!keys.isEmpty()) {
                hit(disk, table, keys.get(random.nextInt(keys.size())));
            }
        }
        return flips;
    }

    /** Flips several bits, or none, while the server is down. */
    void flipSome(MemoryState disk) {
        if (flips && random.nextInt(3) == 0) {
            for (int i = random.nextInt(4); i > 0; i--) {
                flip(disk);
            }
        }
    }

    /** Stops flipping bits. */
    void end() {
        flips = false;
    }

    private void hit(MemoryState disk, byte table, Key key) {
        damage(key);
        var in = new BytesReader(key.bytes());
        in.u8();
        if (table == EVENT) {
            witness.damage().event(in.i64(), witness.lanes());
            return;
        }
        Promised hit = witness.lane(LaneId.of(in.i64())).promise(lastNumber(key));
        witness.damage().delivery(hit);
        if (random.nextInt(4) == 0) {
            newest(disk, EVENT).stream()
                    .filter(event -> lastNumber(event) == hit.stamp)
                    .forEach(event -> hit(disk, EVENT, event));
        }
    }

    private void damage(Key key) {
        KeyRange range = KeyRange.of(key);
        bad.add(range);
        now.damage(range);
    }

    private static long lastNumber(Key key) {
        return ByteBuffer.wrap(key.bytes()).getLong(key.bytes().length - Long.BYTES);
    }

    /**
     * Returns the newest records of a table. The table of deliveries is short, because settled ones
     * are removed.
     */
    private static List<Key> newest(MemoryState disk, byte table) {
        Key all = Key.of(new byte[] {table});
        var keys = new ArrayList<Key>();
        try (View view = disk.view();
                Scan scan = view.scan(all, all.afterPrefix(), View.Order.REVERSE)) {
            while (keys.size() < NEWEST && scan.next()) {
                keys.add(scan.key());
            }
        }
        return keys;
    }
}
