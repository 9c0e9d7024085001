package dev.carillon.listen;

import dev.carillon.b2client.B2ClientException;
import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.BucketRules;
import dev.carillon.b2client.RuleBook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The rules of one bucket as listeners of this user use them: leases for a new listener, and the
 * recovery of what dead listeners left. Not thread-safe.
 */
public final class RuleLeases {
    /** The time after which a change at Backblaze is read again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RuleBook book;
    private final RecoveryFolder folder;
    private final ListenLog log;
    private final Place place;
    private final Owner me;
    private final RuleRestorer restorer;

    /**
     * A bucket of a B2 service.
     *
     * @param endpoint the URL of the service
     */
    public record Place(String endpoint, String bucket) {}

    /** Creates the leases of one bucket. */
    public RuleLeases(RuleBook book, RecoveryFolder folder, ListenLog log, Place place) {
        this(book, folder, log, place, PAUSE, Owner.here());
    }

    RuleLeases(
            RuleBook book,
            RecoveryFolder folder,
            ListenLog log,
            Place place,
            Duration pause,
            Owner me) {
        this.book = book;
        this.me = me;
        this.folder = folder;
        this.log = log;
        this.place = place;
        this.restorer = new RuleRestorer(book, pause);
    }

    /**
     * Undoes what dead listeners of this machine did to rules of the bucket, and ends the processes
     * of their tunnels. What cannot be undone now is told in a warning and left for the next time.
     */
    public void recover() {
        for (RecoveryRecord record : folder.all()) {
            if (!record.owner().onThisMachine() || record.owner().alive()) {
                continue;
            }
            if (record.concerns(place.endpoint(), place.bucket())) {
                recover(record);
            } else {
                log.warning(
                        "A listener of bucket \"%s\" at %s ended without undoing what it did to rule"
                                        .formatted(record.bucket(), record.endpoint())
                                + " \"%s\": run \"cleanup\" for that bucket"
                                        .formatted(record.rule()));
            }
        }
    }

    private void recover(RecoveryRecord record) {
        log.info(
                "An earlier listener (process %d) ended without undoing what it did to rule \"%s\""
                        .formatted(record.owner().pid(), record.rule()));
        try {
            restore(record, undo -> undo.tell(log));
        } catch (B2ClientException e) {
            log.warning(
                    "Rule \"%s\" cannot be restored now: %s".formatted(record.rule(), e.words()));
        }
    }

    /**
     * Undoes what a record tells of, ends the processes in it, and removes it.
     *
     * @throws B2ClientException if the service refuses; the record stays
     */
    void restore(RecoveryRecord record, Consumer<RuleUndo> before) {
        if (!record.urls().isEmpty()) {
            restorer.restore(record, before);
        }
        forget(record);
    }

    /** Ends the processes in a record, and removes it. */
    void forget(RecoveryRecord record) {
        record.processes().forEach(process -> process.process().ifPresent(ProcessFamily::end));
        folder.remove(record);
    }

    /** Returns whether the bucket exists. */
    boolean bucketExists() {
        return book.has(place.bucket());
    }

    /**
     * Checks that the bucket exists.
     *
     * @throws ListenException if it does not
     */
    public void needBucket() {
        if (!bucketExists()) {
            throw new ListenException("Bucket \"%s\" does not exist".formatted(place.bucket()));
        }
    }

    /** Returns a lease of a temporary rule with the name of the label. */
    public RuleLease temporary(RuleLabel label, B2Rule wanted) {
        return lease(record(label, label.text(), Optional.empty()), Optional.of(wanted));
    }

    /**
     * Returns a lease of an existing rule.
     *
     * @throws ListenException if there is none, or another listener has it
     */
    public RuleLease existing(RuleLabel label, String rule) {
        RecoveryRecord mine = record(label, rule, Optional.of(find(rule)));
        folder.write(mine);
        Optional<RecoveryRecord> other =
                folder.all().stream()
                        .filter(record -> record.concerns(place.endpoint(), place.bucket()))
                        .filter(record -> record.rule().equals(rule))
                        .filter(record -> !record.label().equals(label))
                        .findFirst();
        if (other.isPresent()) {
            folder.remove(mine);
            throw taken(other.get());
        }
        return lease(mine, Optional.empty());
    }

    /**
     * Returns the existing rule.
     *
     * @throws ListenException if there is none
     */
    public B2Rule find(String rule) {
        return now().find(rule)
                .orElseThrow(() -> new ListenException("Cannot find rule \"%s\"".formatted(rule)));
    }

    /** Returns the rules of the bucket. */
    BucketRules now() {
        return book.read(place.bucket());
    }

    /** Returns the records that concern the bucket. */
    List<RecoveryRecord> records() {
        return folder.all().stream()
                .filter(record -> record.concerns(place.endpoint(), place.bucket()))
                .toList();
    }

    /** Deletes rules of the bucket by their names. */
    void delete(List<String> names) {
        book.edit(
                place.bucket(),
                now -> {
                    List<B2Rule> left =
                            now.rules().stream()
                                    .filter(rule -> !names.contains(rule.name()))
                                    .toList();
                    return Optional.of(left).filter(rules -> rules.size() < now.rules().size());
                });
    }

    private RuleLease lease(RecoveryRecord record, Optional<B2Rule> own) {
        return new RuleLease(book, restorer, folder, log, own, record);
    }

    private RecoveryRecord record(RuleLabel label, String rule, Optional<B2Rule> before) {
        return new RecoveryRecord(
                label,
                me,
                Instant.now(),
                place.endpoint(),
                place.bucket(),
                rule,
                before,
                List.of(),
                List.of());
    }

    private static ListenException taken(RecoveryRecord by) {
        return new ListenException(
                "Rule \"%s\" is used by another listener (process %d on %s). Stop that one, or listen"
                                .formatted(by.rule(), by.owner().pid(), by.owner().machine())
                        + " without --rule-name; \"cleanup\" restores the rule if that listener"
                        + " is gone");
    }
}
