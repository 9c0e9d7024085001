package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlWriter;
import dev.carillon.store.Outcome;
import dev.carillon.store.Precondition;
import dev.carillon.store.Removal;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Answers DeleteObject and DeleteObjects. For any number of threads. */
final class DeleteCalls {
    private static final int MAX_KEYS = 1_000;
    private static final int MAX_DOCUMENT_BYTES = 4 << 20;

    private final Store store;

    DeleteCalls(Store store) {
        this.store = store;
    }

    /** DeleteObject: done also where there was none. */
    Answer one(S3Call call) {
        var precondition = Conditions.of(call).forChange();
        var removal = new Removal(call.bucket(), call.key(), precondition, call.origin());
        S3Answers.done(store.objects().delete(removal));
        return Answer.of(204);
    }

    /** DeleteObjects: each key on its own, and told each on its own. */
    Answer many(S3Call call) throws IOException, InterruptedException {
        XmlElement document = call.xml("Delete", MAX_DOCUMENT_BYTES);
        List<XmlElement> objects = document.children("Object");
        if (objects.isEmpty() || objects.size() > MAX_KEYS) {
            throw new S3Exception(
                    S3Error.MALFORMED_XML, "Delete takes 1 to " + MAX_KEYS + " Object elements");
        }
        S3Answers.done(store.buckets().head(call.bucket()));
        List<Wish> wishes = objects.stream().map(DeleteCalls::wish).toList();
        var outcomes =
                store.removals()
                        .delete(
                                wishes.stream()
                                        .filter(it -> it.error().isEmpty())
                                        .map(it -> it.removal(call))
                                        .toList());
        boolean quiet = document.textOf("Quiet").filter("true"::equalsIgnoreCase).isPresent();
        return S3Answers.xml(result(wishes, outcomes, quiet));
    }

    /** One key to be deleted, or why it cannot be. */
    private record Wish(String key, Precondition precondition, Optional<S3Error> error) {
        Removal removal(S3Call call) {
            return new Removal(call.bucket(), key, precondition, call.origin());
        }
    }

    private static Wish wish(XmlElement object) {
        String key =
                object.child("Key")
                        .map(XmlElement::text)
                        .filter(it -> !it.isEmpty())
                        .orElseThrow(() ->
                                new S3Exception(S3Error.MALFORMED_XML, "Every Object has a Key"));
        return new Wish(key, precondition(object), error(object, key));
    }

    private static Precondition precondition(XmlElement object) {
        return object.textOf("ETag")
                .<Precondition>map(it -> new Precondition.Matches(it.replace("\"", "")))
                .orElseGet(Precondition.None::new);
    }

    private static Optional<S3Error> error(XmlElement object, String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > S3Address.MAX_KEY_BYTES) {
            return Optional.of(S3Error.KEY_TOO_LONG);
        }
        boolean version =
                object.textOf("VersionId")
                        .filter(it -> !it.isEmpty() && !it.equals("null"))
                        .isPresent();
        return version ? Optional.of(S3Error.NO_SUCH_VERSION) : Optional.empty();
    }

    private static XmlWriter result(
            List<Wish> wishes, List<Outcome<Optional<StoredObject>>> outcomes, boolean quiet) {
        var out = S3Answers.document("DeleteResult");
        int tried = 0;
        for (Wish wish : wishes) {
            Optional<S3Error> error =
                    wish.error().isPresent() ? wish.error() : refused(outcomes.get(tried++));
            if (error.isPresent()) {
                out.open("Error")
                        .element("Key", wish.key())
                        .element("Code", error.get().code())
                        .element("Message", error.get().message())
                        .close();
            } else if (!quiet) {
                out.open("Deleted").element("Key", wish.key()).close();
            }
        }
        return out;
    }

    private static Optional<S3Error> refused(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> Optional.empty();
            case Outcome.Refused<?>(var why) -> Optional.of(S3Error.of(why));
        };
    }
}
