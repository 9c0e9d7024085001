package dev.carillon.notifier;

import dev.carillon.deliver.Tasks;
import dev.carillon.journal.Retention;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Removes in the background what has been kept long enough: events once a minute, dead letters and
 * topics that are not needed any more once an hour.
 */
public final class Upkeep {
    static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int HOURLY = 60;

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Retention retention;
    private final DeadLetterOffice letters;
    private final OrphanTopics orphanTopics;
    private final Optional<Duration> lettersFor;
    private final InstantSource wall;
    private int rounds;

    /**
     * Creates the upkeep, which does nothing before {@link #start}.
     *
     * @param lettersFor how long dead letters are kept; empty = for ever
     * @param wall the machine's time, by which stored data ages
     */
    public Upkeep(
            Retention retention,
            DeadLetterOffice letters,
            OrphanTopics orphanTopics,
            Optional<Duration> lettersFor,
            InstantSource wall) {
        this.retention = retention;
        this.letters = letters;
        this.orphanTopics = orphanTopics;
        this.lettersFor = lettersFor;
        this.wall = wall;
    }

    /**
     * Starts the upkeep, which ends with the tasks.
     *
     * @param clock the clock of the tasks
     */
    public void start(Tasks tasks, InstantSource clock) {
        tasks.runAt(clock.instant().plus(PERIOD), () -> tasks.runOnDisk(() -> work(tasks, clock)));
    }

    private void work(Tasks tasks, InstantSource clock) {
        try {
            if (rounds++ % HOURLY == 0) {
                lettersFor.ifPresent(age -> expireLetters(wall.instant().minus(age)));
                LOG.debug("{} topics of deleted buckets are gone", orphanTopics.remove());
            }
        } finally {
            cut(retention.pass(wall.instant()), tasks, clock);
        }
    }

    /** Cuts the log in small steps with pauses, so that other commits do not wait for it. */
    private void cut(Retention.Pass pass, Tasks tasks, InstantSource clock) {
        boolean more = false;
        try {
            more = pass.step();
            if (more) {
                tasks.runAt(
                        clock.instant().plus(Retention.PAUSE),
                        () -> tasks.runOnDisk(() -> cut(pass, tasks, clock)));
            } else {
                LOG.debug("{} events left the log", pass.gone());
            }
        } finally {
            if (!more) {
                start(tasks, clock);
            }
        }
    }

    private void expireLetters(Instant before) {
        int gone = letters.expire(before).done();
        if (gone > 0) {
            LOG.info("{} dead letters were older than their retention and are gone", gone);
        }
    }
}
