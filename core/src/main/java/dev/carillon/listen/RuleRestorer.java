package dev.carillon.listen;

import dev.carillon.b2client.B2ClientException;
import dev.carillon.b2client.BucketRules;
import dev.carillon.b2client.RuleBook;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Undoes what listeners did to rules. At Backblaze another writer may bring back what was just
 * undone, so there the rules are read again after a pause.
 */
final class RuleRestorer {
    private static final int TRIES = 3;
    private static final String SUSPENDED = "cannot_edit_suspended_rule";

    private final RuleBook book;
    private final Duration pause;

    /** Creates a restorer that reads again after a pause. */
    RuleRestorer(RuleBook book, Duration pause) {
        this.book = book;
        this.pause = pause;
    }

    /**
     * Undoes what a record tells of. Nothing is left to do when this returns.
     *
     * @param before gets what is done, before it is done
     * @throws B2ClientException if it could not be done; the record must be kept
     */
    void restore(RecoveryRecord record, Consumer<RuleUndo> before) {
        Consumer<RuleUndo> tell = before;
        for (int tried = 1; tried <= TRIES; tried++) {
            BucketRules after = resumedIfNeeded(record, tell);
            if (after.ofCarillon() || !pauseAndSee(record)) {
                return;
            }
            tell = _ -> {};
        }
        throw B2ClientException.of("another program sets the rules of this bucket again and again");
    }

    /** Returns whether there is something to undo again. */
    private boolean pauseAndSee(RecoveryRecord record) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw B2ClientException.of("interrupted");
        }
        BucketRules now = book.read(record.bucket());
        return RuleUndo.of(record, now).rules(now).isPresent();
    }

    private BucketRules resumedIfNeeded(RecoveryRecord record, Consumer<RuleUndo> tell) {
        try {
            return once(record, tell);
        } catch (B2ClientException e) {
            if (!e.code().equals(SUSPENDED)) {
                throw e;
            }
            book.resume(record.bucket(), record.rule());
            return once(record, tell);
        }
    }

    private BucketRules once(RecoveryRecord record, Consumer<RuleUndo> tell) {
        var told = new AtomicReference<Class<?>>(RuleUndo.Unchanged.class);
        return book.edit(
                record.bucket(),
                now -> {
                    RuleUndo undo = RuleUndo.of(record, now);
                    if (told.getAndSet(undo.getClass()) != undo.getClass()) {
                        tell.accept(undo);
                    }
                    return undo.rules(now);
                });
    }
}
