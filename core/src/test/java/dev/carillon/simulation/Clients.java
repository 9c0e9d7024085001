package dev.carillon.simulation;

import java.util.Optional;
import java.util.SplittableRandom;

/** Starts requests for a few objects, some of whose keys no endpoint accepts. */
final class Clients {
    private final SplittableRandom random;
    private final SeededTasks tasks;
    private final Witness witness;
    private final Operator operator;
    private final Runnable look;
    private final int keys;
    private final int poison;
    private boolean plain;

    /**
     * Draws the number of objects.
     *
     * @param look lets the witness see the decisions made so far
     */
    Clients(
            SplittableRandom random,
            SeededTasks tasks,
            Witness witness,
            Operator operator,
            Runnable look) {
        this.random = random;
        this.tasks = tasks;
        this.witness = witness;
        this.operator = operator;
        this.look = look;
        this.keys = 3 + random.nextInt(20);
        this.poison = 2 + random.nextInt(8);
    }

    /** Removes no objects from now on, and changes only the two usual buckets. */
    void plainFromNowOn() {
        plain = true;
    }

    /** Starts a client that changes one of the objects. */
    void change(Server server) {
        String key = key();
        boolean quick = !plain && random.nextInt(30) == 0;
        boolean own = !plain && !quick && random.nextInt(4) == 0;
        String other = own ? RuleOwner.BUCKET : Operator.BUCKET;
        change(server, quick ? Operator.QUICK_BUCKET : other, key);
    }

    /** Starts a client that changes this object. */
    void change(Server server, String bucket, String key) {
        boolean quick = bucket.equals(Operator.QUICK_BUCKET);
        boolean removes = !plain && random.nextInt(8) == 0;
        var wish = new Client.Wish(bucket, key, removes);
        var client = new Client(wish, server, operator, witness, look);
        tasks.serve(new SteppedTask.Purpose(Optional.of(client), quick), 5, client::ask);
    }

    private String key() {
        int kind = random.nextInt(40);
        if (kind == 0) {
            return "gone-" + random.nextInt(2);
        }
        return kind % poison == 1 ? "poison-" + random.nextInt(3) : "key-" + random.nextInt(keys);
    }
}
