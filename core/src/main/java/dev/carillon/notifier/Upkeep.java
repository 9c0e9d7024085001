package dev.carillon.notifier;

import dev.carillon.deliver.Tasks;
import dev.carillon.journal.Retention;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;

/** Cuts the event log to its retention, once a minute, beside everything else. */
public final class Upkeep {
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Retention retention;
    private final Tasks tasks;
    private final InstantSource clock;

    /** Does nothing before {@link #start}. */
    public Upkeep(Retention retention, Tasks tasks, InstantSource clock) {
        this.retention = retention;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Begins; ends with the tasks. */
    public void start() {
        tasks.runAt(clock.instant().plus(PERIOD), () -> tasks.runOnDisk(this::work));
    }

    private void work() {
        try {
            long cut = retention.trim(clock.instant());
            if (cut > 0) {
                LOG.debug("{} events left the log", cut);
            }
        } finally {
            start();
        }
    }
}
