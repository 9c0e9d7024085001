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

    /** Reads the conditions for an object to be made; only tags are looked at, as S3 does. */
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
        return match.<Precondition>map(it -> new Precondition.Matches(tags(it)))
                .orElseGet(Precondition.None::new);
    }

    /**
     * Reads the conditions for an object to be deleted.
     *
     * @param etag as {@code If-Match} has it
     * @param size in bytes
     * @param modified as {@code Last-Modified} or a list of objects tells it
     * @throws S3Exception when one of them cannot be read: it is to protect something
     */
    static Precondition forRemoval(
            Optional<String> etag, Optional<String> size, Optional<String> modified) {
        var each = new ArrayList<Precondition>();
        etag.ifPresent(it -> each.add(new Precondition.Matches(tags(it))));
        size.ifPresent(it -> each.add(new Precondition.Sized(size(it))));
        modified.ifPresent(it -> each.add(new Precondition.ModifiedAt(time(it))));
        return switch (each.size()) {
            case 0 -> new Precondition.None();
            case 1 -> each.getFirst();
            default -> new Precondition.Every(each);
        };
    }

    /**
     * Reads a time that a condition names.
     *
     * @throws S3Exception when it is none
     */
    static Instant time(String text) {
        return date(text)
                .orElseThrow(() ->
                        new S3Exception(
                                S3Error.INVALID_ARGUMENT,
                                "A time is written as Last-Modified tells it, or in ISO 8601: "
                                        + text));
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
