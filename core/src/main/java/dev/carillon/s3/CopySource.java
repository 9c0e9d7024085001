package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.store.ObjectData;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionChoice;

import java.util.Optional;

/** The source of a copy: an object, or a version of it. */
record CopySource(S3Address address, VersionChoice version) {
    /** The header that names the source. */
    static final String HEADER = "x-amz-copy-source";

    private static final String VERSION = "?versionId=";

    /** Reads the source from a request. */
    static CopySource of(S3Call call) {
        String header = call.header(HEADER).orElseThrow();
        String path = header.startsWith("/") ? header.substring(1) : header;
        int question = path.indexOf(VERSION);
        Optional<String> version =
                question < 0
                        ? Optional.empty()
                        : Optional.of(path.substring(question + VERSION.length()));
        return new CopySource(
                address(question < 0 ? path : path.substring(0, question)),
                VersionIds.parse(version));
    }

    /** Opens the source; the caller closes it. */
    ObjectData open(Store store) {
        return S3Answers.done(store.reads().open(address.bucket(), address.key(), version));
    }

    /** Returns whether it is the newest version of the object at that address. */
    boolean isNewestOf(S3Address other) {
        return version instanceof VersionChoice.Current && address.equals(other);
    }

    /** Adds the id of the copied version to an answer, if it has one. */
    Answer addTo(Answer answer, StoredObject source) {
        return source.versioned()
                ? answer.with("x-amz-copy-source-version-id", VersionIds.of(source))
                : answer;
    }

    private static S3Address address(String path) {
        String plain = path.startsWith("%2F") || path.startsWith("%2f") ? path.substring(3) : path;
        S3Address source = S3Address.parse(slashed(plain));
        if (source.bucket().isEmpty() || source.key().isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "x-amz-copy-source must be /bucket/key, escaped");
        }
        return source;
    }

    /** Decodes the slash between bucket and key, which some clients escape too. */
    private static String slashed(String path) {
        return path.indexOf('/') < 0 ? path.replaceFirst("%2[Ff]", "/") : path;
    }
}
