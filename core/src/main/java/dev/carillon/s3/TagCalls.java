package dev.carillon.s3;

import dev.carillon.event.Tag;
import dev.carillon.http.Answer;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.io.IOException;
import java.util.List;

/** Answers GetObjectTagging, PutObjectTagging and DeleteObjectTagging. Thread-safe. */
final class TagCalls {
    private final Store store;

    TagCalls(Store store) {
        this.store = store;
    }

    Answer get(S3Call call) {
        StoredObject object =
                S3Answers.done(store.reads().head(call.bucket(), call.key(), call.version()));
        return VersionIds.addTo(S3Answers.xml(Tagging.write(object.attributes().tags())), object);
    }

    Answer put(S3Call call) throws IOException {
        List<Tag> tags =
                Tagging.document(call.xml("Tagging", Elements.TAGGING, Tagging.MAX_DOCUMENT_BYTES));
        return VersionIds.addTo(Answer.of(200), retagged(call, tags));
    }

    Answer delete(S3Call call) {
        return VersionIds.addTo(Answer.of(204), retagged(call, List.of()));
    }

    private StoredObject retagged(S3Call call, List<Tag> tags) {
        return S3Answers.done(
                store.objects().retag(call.bucket(), call.key(), call.version(), tags));
    }
}
