package dev.carillon.s3;

import dev.carillon.store.Precondition;
import dev.carillon.store.StoredObject;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The four conditions a request may put (RFC 9110, section 13): entity tags count before dates.
 *
 * @param match {@code If-Match}
 * @param noneMatch {@code If-None-Match}
 * @param modifiedSince {@code If-Modified-Since}; a date that cannot be read counts for nothing
 * @param unmodifiedSince {@code If-Unmodified-Since}
 */
record Conditions(
        Optional<String> match,
        Optional<String> noneMatch,
        Optional<Instant> modifiedSince,
        Optional<Instant> unmodifiedSince) {
    /** On the object that is asked for. */
    static Conditions of(S3Call call) {
        return of(call, "");
    }

    /** On the source of a copy. */
    static Conditions ofCopySource(S3Call call) {
        return of(call, "x-amz-copy-source-");
    }

    /** What holds for a change of an object; only tags are looked at, as S3 does. */
    Precondition forChange() {
        if (match.isPresent() && noneMatch.isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST, "Send one of If-Match and If-None-Match, not both");
        }
        if (noneMatch.isPresent()) {
            if (!noneMatch.get().strip().equals("*")) {
                throw new S3Exception(
                        S3Error.NOT_IMPLEMENTED, "On a change, If-None-Match can only be *");
            }
            return new Precondition.Absent();
        }
        return match.<Precondition>map(it -> new Precondition.Matches(plain(it)))
                .orElseGet(Precondition.None::new);
    }

    /**
     * Checks an object that is read.
     *
     * @return false when the client has it already
     * @throws S3Exception when it is not to be shown
     */
    boolean shows(StoredObject object) {
        if (failed(object)) {
            throw new S3Exception(S3Error.PRECONDITION_FAILED);
        }
        return !unchanged(object);
    }

    /**
     * Checks the source of a copy.
     *
     * @throws S3Exception when it is not to be copied
     */
    void checkSource(StoredObject object) {
        if (failed(object) || unchanged(object)) {
            throw new S3Exception(S3Error.PRECONDITION_FAILED);
        }
    }

    private boolean failed(StoredObject object) {
        if (match.isPresent()) {
            return !names(match.get(), object);
        }
        return unmodifiedSince.filter(it -> seconds(object).isAfter(it)).isPresent();
    }

    private boolean unchanged(StoredObject object) {
        if (noneMatch.isPresent()) {
            return names(noneMatch.get(), object);
        }
        return modifiedSince.filter(it -> !seconds(object).isAfter(it)).isPresent();
    }

    private static boolean names(String tags, StoredObject object) {
        return Stream.of(tags.split(","))
                .map(Conditions::plain)
                .anyMatch(it -> it.equals("*") || it.equals(object.etag()));
    }

    private static String plain(String tag) {
        String text = tag.strip();
        String strong = text.startsWith("W/") ? text.substring(2) : text;
        return strong.length() > 1 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }

    private static Instant seconds(StoredObject object) {
        return object.modified().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Conditions of(S3Call call, String prefix) {
        return new Conditions(
                call.header(prefix + "if-match"),
                call.header(prefix + "if-none-match"),
                call.header(prefix + "if-modified-since").flatMap(Conditions::date),
                call.header(prefix + "if-unmodified-since").flatMap(Conditions::date));
    }

    private static Optional<Instant> date(String text) {
        return date(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                .or(() -> date(text, DateTimeFormatter.ISO_DATE_TIME.withZone(ZoneOffset.UTC)));
    }

    private static Optional<Instant> date(String text, DateTimeFormatter form) {
        try {
            return Optional.of(form.parse(text.strip(), Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
