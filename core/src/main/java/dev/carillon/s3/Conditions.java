package dev.carillon.s3;

import dev.carillon.store.Precondition;
import dev.carillon.store.StoredObject;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The four conditions of a request (RFC 9110, section 13); entity tags take precedence over dates.
 *
 * @param match {@code If-Match}
 * @param noneMatch {@code If-None-Match}
 * @param modifiedSince {@code If-Modified-Since}; an invalid date is ignored
 * @param unmodifiedSince {@code If-Unmodified-Since}
 */
record Conditions(
        Optional<String> match,
        Optional<String> noneMatch,
        Optional<Instant> modifiedSince,
        Optional<Instant> unmodifiedSince) {
    /** Reads the conditions on the requested object. */
    static Conditions of(S3Call call) {
        return of(call, "");
    }

    /** Reads the conditions on the source of a copy. */
    static Conditions ofCopySource(S3Call call) {
        return of(call, "x-amz-copy-source-");
    }

    /** Returns the conditions for creating an object; only entity tags count, as in S3. */
    Precondition forChange() {
        if (match.isPresent() && noneMatch.isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST, "Send one of If-Match and If-None-Match, not both");
        }
        if (noneMatch.isPresent()) {
            Set<String> tags = tags(noneMatch.get());
            return tags.contains(Precondition.ANY)
                    ? new Precondition.Absent()
                    : new Precondition.Differs(tags);
        }
        return match.<Precondition>map(text -> new Precondition.Matches(tags(text)))
                .orElseGet(Precondition.None::new);
    }

    /**
     * Reads the conditions for deleting an object.
     *
     * @param etag as {@code If-Match} has it
     * @param size in bytes
     * @param modified as {@code Last-Modified} or a list of objects shows it
     * @throws S3Exception if one of them is invalid: ignoring it could delete what it was to
     *     protect
     */
    static Precondition forRemoval(
            Optional<String> etag, Optional<String> size, Optional<String> modified) {
        var each = new ArrayList<Precondition>();
        etag.ifPresent(text -> each.add(new Precondition.Matches(tags(text))));
        size.ifPresent(text -> each.add(new Precondition.Sized(size(text))));
        modified.ifPresent(text -> each.add(new Precondition.ModifiedAt(time(text))));
        return switch (each.size()) {
            case 0 -> new Precondition.None();
            case 1 -> each.getFirst();
            default -> new Precondition.Every(each);
        };
    }

    /**
     * Reads the time in a condition.
     *
     * @throws S3Exception if it is not a time
     */
    static Instant time(String text) {
        return date(text)
                .orElseThrow(() ->
                        new S3Exception(
                                S3Error.INVALID_ARGUMENT,
                                "A time is written as in Last-Modified, or in ISO 8601: " + text));
    }

    /**
     * Checks the conditions on an object that is read.
     *
     * @return false if the client has it already
     * @throws S3Exception if a condition failed
     */
    boolean shows(StoredObject object) {
        if (failed(object)) {
            throw new S3Exception(S3Error.PRECONDITION_FAILED);
        }
        return !unchanged(object);
    }

    /**
     * Checks the conditions on the source of a copy.
     *
     * @throws S3Exception if a condition failed
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
        return unmodifiedSince.filter(instant -> seconds(object).isAfter(instant)).isPresent();
    }

    private boolean unchanged(StoredObject object) {
        if (noneMatch.isPresent()) {
            return names(noneMatch.get(), object);
        }
        return modifiedSince.filter(instant -> !seconds(object).isAfter(instant)).isPresent();
    }

    private static boolean names(String text, StoredObject object) {
        Set<String> tags = tags(text);
        return tags.contains(Precondition.ANY) || tags.contains(object.etag());
    }

    private static Set<String> tags(String text) {
        return Stream.of(text.split(",")).map(Conditions::plain).collect(Collectors.toSet());
    }

    private static long size(String text) {
        if (!text.strip().matches("[0-9]{1,18}")) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "A size is a number of bytes: " + text);
        }
        return Long.parseLong(text.strip());
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
