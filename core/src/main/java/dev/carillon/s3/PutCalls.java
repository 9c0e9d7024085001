package dev.carillon.s3;

import dev.carillon.event.EventType;
import dev.carillon.http.Answer;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Upload;
import dev.carillon.store.Attributes;
import dev.carillon.store.NewObject;
import dev.carillon.store.ObjectData;
import dev.carillon.store.Objects;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.io.IOException;
import java.util.Optional;

/** Answers PutObject and CopyObject. Thread-safe. */
final class PutCalls {
    private static final String COPY_SOURCE = "x-amz-copy-source";

    private final Store store;

    PutCalls(Store store) {
        this.store = store;
    }

    /** Returns whether a PUT of an object is a copy. */
    static boolean copies(S3Call call) {
        return call.header(COPY_SOURCE).isPresent();
    }

    /** Answers PutObject. */
    Answer put(S3Call call) throws IOException {
        Attributes attributes = ObjectHeaders.attributes(call.request());
        Upload upload = call.upload();
        checkLength(upload.length());
        var wanted = wanted(call, EventType.CREATED_PUT, attributes);
        StoredObject made = S3Answers.done(store.objects().put(wanted, SummedBody.of(upload)));
        Answer answer = Answer.of(200).with("ETag", S3Answers.quoted(made.etag()));
        return VersionIds.addTo(SummedBody.show(answer, made), made);
    }

    /** Refuses an upload that is too large before any of it is read. */
    static void checkLength(long length) {
        if (length > Objects.MAX_PUT_BYTES) {
            throw new S3Exception(
                    S3Refusal.of(S3Error.ENTITY_TOO_LARGE)
                            .with("ProposedSize", Long.toString(length))
                            .with("MaxSizeAllowed", Long.toString(Objects.MAX_PUT_BYTES)));
        }
    }

    /** Answers CopyObject. */
    Answer copy(S3Call call) throws IOException {
        CopySource from = CopySource.of(call);
        boolean replaces = directive(call, "x-amz-metadata-directive");
        if (from.isNewestOf(call.address()) && !replaces) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "A copy of an object onto itself must change something: send"
                            + " x-amz-metadata-directive: REPLACE");
        }
        try (ObjectData source = from.open(store)) {
            Conditions.ofCopySource(call).checkSource(source.object());
            Attributes attributes = attributes(call, replaces, source.object().attributes());
            var wanted = wanted(call, EventType.CREATED_COPY, attributes);
            var body = SummedBody.copy(source, algorithm(call));
            StoredObject made = S3Answers.done(store.objects().put(wanted, body));
            return from.addTo(VersionIds.addTo(copied(made), made), source.object());
        }
    }

    private static Answer copied(StoredObject made) {
        var out =
                S3Answers.document("CopyObjectResult")
                        .element("LastModified", S3Answers.xmlDate(made.modified()))
                        .element("ETag", S3Answers.quoted(made.etag()));
        for (var checksum : made.checksums()) {
            out.element("Checksum" + checksum.algorithm(), checksum.value());
        }
        return S3Answers.xml(out);
    }

    private static NewObject wanted(S3Call call, EventType type, Attributes attributes) {
        return new NewObject(
                call.bucket(),
                call.key(),
                type,
                attributes,
                Conditions.of(call).forChange(),
                call.origin());
    }

    private static Attributes attributes(S3Call call, boolean replaces, Attributes source) {
        Attributes given = ObjectHeaders.attributes(call.request());
        Attributes base = replaces ? given : source;
        boolean replacesTags = directive(call, "x-amz-tagging-directive");
        return base.withTags(replacesTags ? given.tags() : source.tags());
    }

    /** Returns the checksum algorithm requested for a copy. */
    static Optional<ChecksumAlgorithm> algorithm(S3Call call) {
        return call.header("x-amz-checksum-algorithm").map(PutCalls::algorithm);
    }

    private static boolean directive(S3Call call, String name) {
        String directive = call.header(name).orElse("COPY");
        return switch (directive) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default ->
                    throw new S3Exception(
                            S3Error.INVALID_ARGUMENT, name + " must be COPY or REPLACE");
        };
    }

    private static ChecksumAlgorithm algorithm(String name) {
        return ChecksumAlgorithm.parse(name)
                .orElseThrow(() ->
                        new S3Exception(
                                S3Error.INVALID_REQUEST,
                                "x-amz-checksum-algorithm must be"
                                        + " CRC32, CRC32C, CRC64NVME, SHA1 or SHA256"));
    }
}
