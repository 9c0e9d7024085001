package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.ByteRange;
import dev.carillon.http.Headers;
import dev.carillon.store.Extent;
import dev.carillon.store.ObjectData;
import dev.carillon.store.Placement;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Answers GetObject and HeadObject. For any number of threads. */
final class GetCalls {
    private final Store store;

    GetCalls(Store store) {
        this.store = store;
    }

    /** GetObject; the server closes the data with the answer. */
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

    /** HeadObject: as GetObject, without opening the data. */
    Answer head(S3Call call) throws IOException {
        StoredObject object =
                S3Answers.done(store.reads().head(call.bucket(), call.key(), call.version()));
        return answer(call, object, (_, _) -> InputStream.nullInputStream());
    }

    private interface Piece {
        InputStream of(long from, long length);
    }

    private static Answer answer(S3Call call, StoredObject object, Piece piece) throws IOException {
        if (!Conditions.of(call).shows(object)) {
            piece.of(0, 0).close();
            return Answer.of(304)
                    .with("ETag", S3Answers.quoted(object.etag()))
                    .with("Last-Modified", S3Answers.httpDate(object.modified()));
        }
        Optional<ByteRange> range = range(call, object);
        long from = range.map(ByteRange::from).orElse(0L);
        long length = range.map(ByteRange::length).orElse(object.size());
        var answer =
                new Answer(
                        range.isPresent() ? 206 : 200,
                        Headers.NONE,
                        new Answer.Body.Stream(piece.of(from, length), length));
        Answer described = ObjectHeaders.describe(answer, ObjectHeaders.overridden(object, call));
        if (range.isPresent()) {
            return counted(call, described, object)
                    .with("Content-Range", range.get().contentRange(object.size()));
        }
        return showsSums(call) ? Sums.show(described, object) : described;
    }

    private static boolean showsSums(S3Call call) {
        Optional<String> mode = call.header("x-amz-checksum-mode").map(String::strip);
        if (mode.filter(it -> !it.equalsIgnoreCase("ENABLED")).isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "x-amz-checksum-mode can only be ENABLED");
        }
        return mode.isPresent();
    }

    /** The piece asked for, by bytes or by the number of a part. */
    private static Optional<ByteRange> range(S3Call call, StoredObject object) {
        Optional<String> part = call.query().first("partNumber");
        if (part.isPresent()) {
            return Optional.of(part(part.get(), object)).filter(it -> it.length() > 0);
        }
        return call.header("range")
                .filter(_ -> stillTheSame(call, object))
                .flatMap(it -> ByteRange.parse(it, object.size()));
    }

    private static ByteRange part(String text, StoredObject object) {
        List<Long> lengths = parts(object).orElseGet(() -> List.of(object.size()));
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > lengths.size()) {
            throw new S3Exception(S3Error.INVALID_PART_NUMBER);
        }
        long from = lengths.subList(0, number - 1).stream().mapToLong(Long::longValue).sum();
        return new ByteRange(from, lengths.get(number - 1));
    }

    /** How long the parts are of an object that came in parts: each is an extent. */
    static Optional<List<Long>> parts(StoredObject object) {
        return object.etag().indexOf('-') >= 0
                        && object.placement() instanceof Placement.Files(var extents)
                ? Optional.of(extents.stream().map(Extent::length).toList())
                : Optional.empty();
    }

    private static Answer counted(S3Call call, Answer answer, StoredObject object) {
        return parts(object)
                .filter(_ -> call.query().has("partNumber"))
                .map(it -> answer.with("x-amz-mp-parts-count", Integer.toString(it.size())))
                .orElse(answer);
    }

    /** {@code If-Range}: a piece only of what the client has the rest of. */
    private static boolean stillTheSame(S3Call call, StoredObject object) {
        return call.header("if-range")
                .map(it ->
                        it.equals(S3Answers.quoted(object.etag()))
                                || it.equals(S3Answers.httpDate(object.modified())))
                .orElse(true);
    }
}
