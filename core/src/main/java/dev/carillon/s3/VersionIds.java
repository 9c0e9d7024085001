package dev.carillon.s3;

import dev.carillon.event.Sequencer;
import dev.carillon.http.Answer;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionChoice;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The version ids of S3: the stamp as in events, or {@code null} for the version without an id. */
final class VersionIds {
    /** The header with the version id. */
    static final String HEADER = "x-amz-version-id";

    private static final String UNNAMED = "null";
    private static final Pattern STAMP = Pattern.compile("[0-7][0-9A-F]{15}");

    private VersionIds() {}

    /** Returns the version's id. */
    static String of(StoredObject version) {
        return version.versioned() ? of(version.stamp()) : UNNAMED;
    }

    private static String of(long stamp) {
        return new Sequencer(stamp).toString();
    }

    /** Returns the requested version; the newest one by default. */
    static VersionChoice parse(Optional<String> text) {
        return text.map(VersionIds::parse).orElseGet(VersionChoice.Current::new);
    }

    private static VersionChoice parse(String text) {
        if (text.equals(UNNAMED)) {
            return new VersionChoice.Unnamed();
        }
        if (!valid(text)) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "Invalid version id specified: take one from a list of versions");
        }
        return new VersionChoice.Made(HexFormat.fromHexDigitsToLong(text));
    }

    /** Returns whether a text is a version id. */
    static boolean valid(String text) {
        return text.equals(UNNAMED) || STAMP.matcher(text).matches();
    }

    /** Adds the id of a version to an answer, if it has one. */
    static Answer addTo(Answer answer, StoredObject version) {
        return version.versioned() ? answer.with(HEADER, of(version)) : answer;
    }
}
