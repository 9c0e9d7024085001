package dev.carillon.s3;

import dev.carillon.event.Sequencer;
import dev.carillon.http.Answer;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionChoice;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How S3 names versions: the stamp as events have it, or {@code null} for the one without a name.
 */
final class VersionIds {
    /** The header that tells it. */
    static final String HEADER = "x-amz-version-id";

    private static final String UNNAMED = "null";
    private static final Pattern STAMP = Pattern.compile("[0-7][0-9A-F]{15}");

    private VersionIds() {}

    /** The version's name. */
    static String of(StoredObject version) {
        return version.versioned() ? of(version.stamp()) : UNNAMED;
    }

    private static String of(long stamp) {
        return new Sequencer(stamp).toString();
    }

    /** The version that is meant; the newest where nothing is said. */
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

    /** Whether a text can name a version. */
    static boolean valid(String text) {
        return text.equals(UNNAMED) || STAMP.matcher(text).matches();
    }

    /** An answer that tells which version it is about, where that has a name. */
    static Answer tell(Answer answer, StoredObject version) {
        return version.versioned() ? answer.with(HEADER, of(version)) : answer;
    }
}
