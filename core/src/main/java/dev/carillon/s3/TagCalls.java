package dev.carillon.s3;

import dev.carillon.event.Tag;
import dev.carillon.http.Answer;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.io.IOException;
import java.util.List;

/**
 * Answers GetObjectTagging, PutObjectTagging and DeleteObjectTagging. For any number of threads.
 */
final class TagCalls {
    private final Store store;

    TagCalls(Store store) {
        this.store = store;
    }

    Answer get(S3Call call) {
        StoredObject object = S3Answers.done(store.reads().head(call.bucket(), call.key()));
        return S3Answers.xml(Tagging.write(object.attributes().tags()));
    }

    Answer put(S3Call call) throws IOException {
        List<Tag> tags = Tagging.document(call.xml("Tagging", Tagging.MAX_DOCUMENT_BYTES));
        S3Answers.done(store.objects().retag(call.bucket(), call.key(), tags));
        return Answer.of(200);
    }

    Answer delete(S3Call call) {
        S3Answers.done(store.objects().retag(call.bucket(), call.key(), List.of()));
        return Answer.of(204);
    }
}
