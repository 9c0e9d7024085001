package dev.carillon.listen;

import dev.carillon.b2client.B2ClientException;
import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.BucketRules;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RuleEdit;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The rule that sends the events of a bucket to a listener, for as long as it listens: one of its
 * own, or an existing one that gets the listener's URL. Whatever has to be undone is in the
 * recovery folder before it is done.
 *
 * <p>At Backblaze two writers of the rules of one bucket can lose each other's changes, so {@link
 * #verify} has to be called some times after each change. Not thread-safe.
 */
public final class RuleLease {
    private static final String OVERLAP =
            "More than one event notification rule has overlapping prefixes";
    private static final String OLD_RULE =
            """
            Error creating event notification rule - an overlapping rule already exists.

            Either another instance of this app is running, or the app was terminated and failed to \
            clean up. You can run the app again with the "cleanup" command and your bucket name.\
            """;

    private final RuleBook book;
    private final RuleRestorer restorer;
    private final RecoveryFolder folder;
    private final ListenLog log;
    private final Optional<B2Rule> own;
    private RecoveryRecord record;
    private boolean released;

    /**
     * Creates a lease that has changed nothing yet.
     *
     * @param own the temporary rule, without a URL; empty = the record names an existing rule
     */
    RuleLease(
            RuleBook book,
            RuleRestorer restorer,
            RecoveryFolder folder,
            ListenLog log,
            Optional<B2Rule> own,
            RecoveryRecord record) {
        this.book = book;
        this.restorer = restorer;
        this.folder = folder;
        this.log = log;
        this.own = own;
        this.record = record;
    }

    /** Returns the name of the rule. */
    public String rule() {
        return record.rule();
    }

    /**
     * Returns the existing rule as it is now.
     *
     * @throws ListenException if there is none
     */
    private B2Rule existing(BucketRules now) {
        return now.find(rule())
                .orElseThrow(
                        () -> new ListenException("Cannot find rule \"%s\"".formatted(rule())));
    }

    /** Notes a process of the tunnel, so that a cleanup finds it after a crash. */
    public void note(ProcessHandle process) {
        note(record.with(Owner.of(process)));
    }

    /**
     * Sends the rule's events to a URL from now on.
     *
     * @return whether no other writer can have lost the change; if not, {@link #verify} it
     * @throws ListenException if the service refuses
     */
    public boolean aim(URI url) {
        boolean first = record.urls().isEmpty();
        RecoveryRecord last = record;
        note(record.aimedAt(url.toString()));
        if (own.isPresent() && first) {
            log.info("Creating rule with name \"%s\"".formatted(rule()));
        }
        try {
            return book.edit(record.bucket(), now -> aimed(now, last, url.toString())).ofCarillon();
        } catch (B2ClientException e) {
            throw refused(e);
        }
    }

    private Optional<List<B2Rule>> aimed(BucketRules now, RecoveryRecord last, String url) {
        Optional<B2Rule> next =
                own.isPresent() ? temporary(now, last, url) : Optional.of(existing(now, last, url));
        return next.map(now::with);
    }

    private Optional<B2Rule> temporary(BucketRules now, RecoveryRecord last, String url) {
        Optional<B2Rule> found = now.find(rule());
        if (found.isPresent() && !record.urls().contains(found.get().url())) {
            log.warning(edited(found.get()));
            return Optional.empty();
        }
        B2Rule next = found.orElseGet(own::orElseThrow).with(RuleEdit.url(url));
        if (last.urls().isEmpty()) {
            log.debug("Rule is " + shown(next));
        } else {
            modified(last.urls().getLast(), url);
        }
        return Optional.of(next);
    }

    private B2Rule existing(BucketRules now, RecoveryRecord last, String url) {
        B2Rule found = existing(now);
        if (!last.urls().contains(found.url())) {
            if (!last.urls().isEmpty() && !found.url().equals(before().url())) {
                throw new ListenException(edited(found));
            }
            note(record.replacing(found));
        }
        modified(found.shownUrl(), url);
        return found.with(RuleEdit.url(url));
    }

    /**
     * Sets the rule again if a writer that read the rules before the last change lost it.
     *
     * @return whether that was necessary
     * @throws ListenException if the service refuses
     */
    public boolean verify() {
        checkHeld();
        if (record.urls().isEmpty()) {
            return false;
        }
        String url = record.urls().getLast();
        var repaired = new boolean[1];
        try {
            book.edit(
                    record.bucket(),
                    now -> {
                        Optional<List<B2Rule>> rules = lost(now, url);
                        repaired[0] = rules.isPresent();
                        return rules;
                    });
        } catch (B2ClientException e) {
            throw refused(e);
        }
        return repaired[0];
    }

    private Optional<List<B2Rule>> lost(BucketRules now, String url) {
        Optional<B2Rule> found = now.find(rule());
        boolean older =
                found.map(B2Rule::url)
                        .filter(is -> !is.equals(url))
                        .filter(is -> record.urls().contains(is) || is.equals(oldUrl()))
                        .isPresent();
        if (!older && (found.isPresent() || own.isEmpty())) {
            return Optional.empty();
        }
        log.warning(
                "Another program changed the rules of the bucket at the same time, and rule \"%s\""
                                .formatted(rule())
                        + " was lost: setting it again");
        return Optional.of(now.with(found.orElseGet(own::orElseThrow).with(RuleEdit.url(url))));
    }

    /**
     * Restores or deletes the rule, and forgets the record. Nothing can be changed any more, even
     * if this fails.
     *
     * @throws ListenException if the service refuses; the record stays for the next listener
     */
    public void release() {
        released = true;
        try {
            if (!record.urls().isEmpty()) {
                restorer.restore(record, undo -> undo.tell(log));
            }
            folder.remove(record);
        } catch (B2ClientException e) {
            throw new ListenException(
                    "Error setting event notification rule: %s. Rule \"%s\" is restored by the"
                                    .formatted(e.words(), rule())
                            + " next \"listen\" or \"cleanup\" of this bucket",
                    e);
        }
    }

    private void checkHeld() {
        if (released) {
            throw new IllegalStateException("the rule was given back before");
        }
    }

    private void note(RecoveryRecord next) {
        checkHeld();
        folder.write(next);
        record = next;
    }

    private B2Rule before() {
        return record.before().orElseThrow();
    }

    private String oldUrl() {
        return record.before().map(B2Rule::url).orElse("");
    }

    private void modified(String from, String to) {
        log.info("Modified rule with name \"%s\"".formatted(rule()));
        log.info("Old URL was %s; new URL is %s".formatted(from, to));
    }

    private static String edited(B2Rule now) {
        return "Rule \"%s\" was changed by someone else meanwhile: it keeps its URL %s"
                .formatted(now.name(), now.shownUrl());
    }

    private ListenException refused(B2ClientException e) {
        boolean blocked =
                e.words().startsWith(OVERLAP)
                        && book.read(record.bucket()).rules().stream()
                                .anyMatch(rule -> RuleLabel.is(rule.name()));
        return new ListenException(
                blocked ? OLD_RULE : "Error setting event notification rule: " + e.words(), e);
    }

    /** Returns a rule as JSON, its secret masked. */
    public static String shown(B2Rule rule) {
        var json = rule.toSet();
        if (json.at("/targetConfiguration/hmacSha256SigningSecret").isString()) {
            json.withObject("/targetConfiguration").put("hmacSha256SigningSecret", "***");
        }
        return json.toPrettyString();
    }
}
