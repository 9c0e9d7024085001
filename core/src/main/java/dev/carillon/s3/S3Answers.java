package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlWriter;
import dev.carillon.store.Outcome;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The common parts of answers. */
final class S3Answers {
    /** The name space of all documents. */
    static final String NAME_SPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter XML_DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private S3Answers() {}

    /** Starts a document. */
    static XmlWriter document(String root) {
        return XmlWriter.declared().open(root, NAME_SPACE);
    }

    /** Closes a document and returns it as an answer. */
    static Answer xml(XmlWriter document) {
        return Answer.of(200, "application/xml", document.close().bytes());
    }

    /** Formats a time for headers. */
    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    /** Formats a time for documents. */
    static String xmlDate(Instant instant) {
        return XML_DATE.format(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    /** Returns the value of a done operation; a refusal is thrown. */
    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var why) -> throw new S3Exception(S3Error.of(why));
        };
    }
}
