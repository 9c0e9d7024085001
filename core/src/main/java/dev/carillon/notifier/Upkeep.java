package dev.carillon.notifier;

import dev.carillon.background.BackgroundJobs;
import dev.carillon.journal.Retention;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Jobs that remove what was kept long enough: events every minute; dead letters, and topics that
 * are not needed any more, every hour. Steps of one job never overlap.
 */
public final class Upkeep {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration CUT_EVERY = Duration.ofMinutes(1);
    private static final Duration EXPIRE_EVERY = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Retention retention;
    private final DeadLetterOffice letters;
    private final OrphanTopics orphanTopics;
    private final Optional<Duration> lettersFor;
    private final InstantSource wall;
    private Optional<Retention.Pass> pass = Optional.empty();

    /**
     * Creates the upkeep, which does nothing before {@link #start}.
     *
     * @param lettersFor how long dead letters are kept; empty = for ever
     * @param wall the machine's time, by which the age of what is kept is measured
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

    /** Starts the jobs, the first of them in a minute. */
    public void start(BackgroundJobs jobs) {
        jobs.start("cutting of the event log", FIRST, this::cut);
        jobs.start("expiry of dead letters", FIRST, this::expireLetters);
        jobs.start("removal of orphan topics", FIRST, this::removeOrphans);
    }

    /**
     * Cuts some of the log, with short pauses so that commits of others do not wait for it. A pass
     * that fails is given up, and the next one starts again.
     */
    Duration cut() {
        Retention.Pass now = pass.orElseGet(() -> retention.pass(wall.instant()));
        pass = Optional.empty();
        if (now.step()) {
            pass = Optional.of(now);
            return Retention.PAUSE;
        }
        LOG.debug("{} events left the log", now.gone());
        return CUT_EVERY;
    }

    Duration expireLetters() {
        lettersFor.ifPresent(age -> {
            int gone = letters.expire(wall.instant().minus(age)).done();
            if (gone > 0) {
                LOG.info("{} dead letters were older than their retention and are gone", gone);
            }
        });
        return EXPIRE_EVERY;
    }

    Duration removeOrphans() {
        LOG.debug("{} topics of deleted buckets are gone", orphanTopics.remove());
        return EXPIRE_EVERY;
    }
}
