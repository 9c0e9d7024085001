package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.ByteRange;
import dev.carillon.http.Headers;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.ObjectData;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Answers GetObject and HeadObject. Thread-safe. */
final class GetCalls {
    private final Store store;

    GetCalls(Store store) {
        this.store = store;
    }

    /** Answers GetObject; the server closes the data with the answer. */
    Answer get(S3Call call) throws IOException {
        ObjectData data =
                S3Answers.done(store.reads().open(call.bucket(), call.key(), call.version()));
        try {
            return answer(call, data.object(), data::stream);
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Answers HeadObject like GetObject, without opening the data. */
    Answer head(S3Call call) throws IOException {
        StoredObject object =
                S3Answers.done(store.reads().head(call.bucket(), call.key(), call.version()));
        return answer(call, object, (_, _) -> InputStream.nullInputStream());
    }

    private interface Data {
        InputStream of(long from, long length);
    }

    private static Answer answer(S3Call call, StoredObject object, Data data) throws IOException {
        if (!Conditions.of(call).shows(object)) {
            data.of(0, 0).close();
            return Answer.of(304)
                    .with("ETag", S3Answers.quoted(object.etag()))
                    .with("Last-Modified", S3Answers.httpDate(object.modified()));
        }
        Optional<ByteRange> piece = piece(call, object);
        ByteRange range = piece.orElseGet(() -> new ByteRange(0, object.size()));
        boolean partial = piece.isPresent() && range.length() > 0;
        var answer =
                new Answer(
                        partial ? 206 : 200,
                        Headers.NONE,
                        new Answer.Body.Stream(
                                data.of(range.from(), range.length()), range.length()));
        Answer described = ObjectHeaders.describe(answer, ObjectHeaders.overridden(object, call));
        if (partial) {
            return withPart(call, described, object)
                    .with("Content-Range", range.contentRange(object.size()));
        }
        return showsSums(call) && range.length() == object.size()
                ? SummedBody.show(described, object)
                : described;
    }

    private static boolean showsSums(S3Call call) {
        Optional<String> mode = call.header("x-amz-checksum-mode").map(String::strip);
        if (mode.filter(text -> !text.equalsIgnoreCase("ENABLED")).isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "x-amz-checksum-mode can only be ENABLED");
        }
        return mode.isPresent();
    }

    /** Returns the requested range, by bytes or by the number of a part; empty = all. */
    private static Optional<ByteRange> piece(S3Call call, StoredObject object) {
        Optional<Integer> part = partNumber(call, object);
        if (part.isPresent()) {
            return ObjectParts.of(object)
                    .map(parts -> parts.range(part.get()))
                    .or(() -> Optional.of(new ByteRange(0, object.size())));
        }
        return call.header("range")
                .filter(_ -> stillTheSame(call, object))
                .flatMap(header -> ByteRange.parse(header, object.size()));
    }

    /** Returns the requested part number; an object in one piece has one part. */
    private static Optional<Integer> partNumber(S3Call call, StoredObject object) {
        int count = ObjectParts.of(object).map(ObjectParts::count).orElse(1);
        Optional<String> text = call.query().first("partNumber");
        Optional<Integer> number =
                text.filter(digits -> digits.matches("[0-9]{1,5}"))
                        .map(Integer::valueOf)
                        .filter(part -> part >= 1 && part <= count);
        if (text.isPresent() && number.isEmpty()) {
            throw new S3Exception(S3Error.INVALID_PART_NUMBER);
        }
        return number;
    }

    /** Adds the facts about the requested part to an answer. */
    private static Answer withPart(S3Call call, Answer answer, StoredObject object) {
        Optional<Integer> number = partNumber(call, object);
        Optional<ObjectParts> parts = ObjectParts.of(object);
        if (number.isEmpty() || parts.isEmpty()) {
            return answer;
        }
        Answer counted = answer.with("x-amz-mp-parts-count", Integer.toString(parts.get().count()));
        List<KeptChecksum> checksums = parts.get().checksums(number.get());
        return showsSums(call) && !checksums.isEmpty()
                ? SummedBody.showType(SummedBody.show(counted, checksums), object)
                : counted;
    }

    /**
     * Returns whether {@code If-Range} allows a range: the client must have the rest of the same
     * object.
     */
    private static boolean stillTheSame(S3Call call, StoredObject object) {
        return call.header("if-range")
                .map(header ->
                        header.equals(S3Answers.quoted(object.etag()))
                                || header.equals(S3Answers.httpDate(object.modified())))
                .orElse(true);
    }
}
