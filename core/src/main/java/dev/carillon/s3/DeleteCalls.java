package dev.carillon.s3;

import dev.carillon.event.Origin;
import dev.carillon.http.Answer;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlWriter;
import dev.carillon.store.Outcome;
import dev.carillon.store.Precondition;
import dev.carillon.store.Removal;
import dev.carillon.store.Removed;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionChoice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Answers DeleteObject and DeleteObjects. Thread-safe. */
final class DeleteCalls {
    private static final int MAX_KEYS = 1_000;
    private static final int MAX_DOCUMENT_BYTES = 4 << 20;

    private final Store store;

    DeleteCalls(Store store) {
        this.store = store;
    }

    /** Answers DeleteObject, with success also if there was no object. */
    Answer one(S3Call call) {
        var precondition =
                Conditions.forRemoval(
                        call.header("if-match"),
                        call.header("x-amz-if-match-size"),
                        call.header("x-amz-if-match-last-modified-time"));
        var removal =
                new Removal(call.bucket(), call.key(), call.version(), precondition, call.origin());
        Removed removed = S3Answers.done(store.objects().delete(removal));
        return removed.marker()
                .or(removed::version)
                .map(DeleteCalls::deleted)
                .orElseGet(() -> Answer.of(204));
    }

    private static Answer deleted(StoredObject gone) {
        Answer answer = VersionIds.addTo(Answer.of(204), gone);
        return gone.deleteMarker() ? answer.with("x-amz-delete-marker", "true") : answer;
    }

    /** Answers DeleteObjects: each key is deleted, and its event sent, separately. */
    Answer many(S3Call call) throws IOException, InterruptedException {
        XmlElement document = call.xml("Delete", Elements.DELETE, MAX_DOCUMENT_BYTES);
        List<XmlElement> objects = document.children("Object");
        if (objects.isEmpty() || objects.size() > MAX_KEYS) {
            throw new S3Exception(
                    S3Error.MALFORMED_XML, "Delete takes 1 to " + MAX_KEYS + " Object elements");
        }
        S3Answers.done(store.buckets().head(call.bucket()));
        List<Wish> wishes = objects.stream().map(DeleteCalls::wish).toList();
        Origin origin = call.origin();
        var outcomes =
                store.removals()
                        .delete(
                                wishes.stream()
                                        .filter(wish -> wish.error().isEmpty())
                                        .map(wish -> wish.removal(call.bucket(), origin))
                                        .toList());
        boolean quiet = document.textOf("Quiet").filter("true"::equalsIgnoreCase).isPresent();
        return S3Answers.xml(result(wishes, outcomes, quiet));
    }

    /** A key to be deleted, or the reason why it cannot be. */
    private record Wish(
            String key,
            Optional<String> version,
            Precondition precondition,
            Optional<S3Error> error) {
        Removal removal(String bucket, Origin origin) {
            VersionChoice choice = VersionIds.parse(version);
            return new Removal(bucket, key, choice, precondition, origin);
        }
    }

    private static Wish wish(XmlElement object) {
        String key =
                object.child("Key")
                        .map(XmlElement::text)
                        .filter(child -> !child.isEmpty())
                        .orElseThrow(() ->
                                new S3Exception(S3Error.MALFORMED_XML, "Every Object has a Key"));
        Optional<String> version = object.textOf("VersionId").filter(textOf -> !textOf.isEmpty());
        return new Wish(key, version, precondition(object), error(key, version));
    }

    private static Precondition precondition(XmlElement object) {
        return Conditions.forRemoval(
                object.textOf("ETag"), object.textOf("Size"), object.textOf("LastModifiedTime"));
    }

    private static Optional<S3Error> error(String key, Optional<String> version) {
        if (key.getBytes(StandardCharsets.UTF_8).length > S3Address.MAX_KEY_BYTES) {
            return Optional.of(S3Error.KEY_TOO_LONG);
        }
        return version.filter(text -> !VersionIds.valid(text)).map(_ -> S3Error.NO_SUCH_VERSION);
    }

    private static XmlWriter result(
            List<Wish> wishes, List<Outcome<Removed>> outcomes, boolean quiet) {
        var out = S3Answers.document("DeleteResult");
        int tried = 0;
        for (Wish wish : wishes) {
            if (wish.error().isPresent()) {
                error(out, wish, wish.error().get());
                continue;
            }
            switch (outcomes.get(tried++)) {
                case Outcome.Refused<Removed>(var why) -> error(out, wish, S3Error.of(why));
                case Outcome.Done<Removed>(Removed removed) when !quiet ->
                        deleted(out, wish, removed);
                case Outcome.Done<Removed> _ -> {}
            }
        }
        return out;
    }

    private static void error(XmlWriter out, Wish wish, S3Error error) {
        out.open("Error").element("Key", wish.key());
        wish.version().ifPresent(version -> out.element("VersionId", version));
        out.element("Code", error.code()).element("Message", error.message()).close();
    }

    private static void deleted(XmlWriter out, Wish wish, Removed removed) {
        out.open("Deleted").element("Key", wish.key());
        wish.version().ifPresent(version -> out.element("VersionId", version));
        removed.marker()
                .or(() -> removed.version().filter(StoredObject::deleteMarker))
                .filter(StoredObject::versioned)
                .ifPresent(storedObject ->
                        out.element("DeleteMarker", true)
                                .element("DeleteMarkerVersionId", VersionIds.of(storedObject)));
        out.close();
    }
}
