package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlWriter;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Answers GetObjectAttributes. Thread-safe. */
final class AttributeCalls {
    private static final int MAX_PARTS = 1_000;

    private final Store store;

    AttributeCalls(Store store) {
        this.store = store;
    }

    /**
     * Answers GetObjectAttributes with the attributes that {@code x-amz-object-attributes} names
     * and the object has.
     */
    Answer get(S3Call call) {
        Set<Asked> asked = asked(call);
        StoredObject object =
                S3Answers.done(store.reads().head(call.bucket(), call.key(), call.version()));
        XmlWriter out = S3Answers.document("GetObjectAttributesResponse");
        asked.forEach(found -> write(found, out, object, call));
        Answer answer =
                S3Answers.xml(out).with("Last-Modified", S3Answers.httpDate(object.modified()));
        return VersionIds.addTo(answer, object);
    }

    /** The attributes that can be requested, in the order of the answer. */
    private enum Asked {
        ETAG("ETag"),
        CHECKSUM("Checksum"),
        OBJECT_PARTS("ObjectParts"),
        STORAGE_CLASS("StorageClass"),
        OBJECT_SIZE("ObjectSize");

        private final String text;

        Asked(String text) {
            this.text = text;
        }

        static Asked parse(String text) {
            return Stream.of(values())
                    .filter(asked -> asked.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> invalid("'" + text + "' is no attribute"));
        }
    }

    private static Set<Asked> asked(S3Call call) {
        var asked = EnumSet.noneOf(Asked.class);
        call.request().headers("x-amz-object-attributes").stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Asked::parse)
                .forEach(asked::add);
        if (asked.isEmpty()) {
            throw invalid("the header is missing");
        }
        return asked;
    }

    private static S3Exception invalid(String why) {
        return new S3Exception(
                S3Error.INVALID_ARGUMENT,
                "x-amz-object-attributes names one or more of ETag, Checksum, ObjectParts,"
                        + " StorageClass and ObjectSize: "
                        + why);
    }

    private static void write(Asked asked, XmlWriter out, StoredObject object, S3Call call) {
        switch (asked) {
            case ETAG -> out.element("ETag", object.etag());
            case CHECKSUM -> checksums(out, object);
            case OBJECT_PARTS -> ObjectParts.of(object).ifPresent(parts -> parts(out, parts, call));
            case STORAGE_CLASS -> out.element("StorageClass", "STANDARD");
            case OBJECT_SIZE -> out.element("ObjectSize", object.size());
        }
    }

    private static void checksums(XmlWriter out, StoredObject object) {
        if (object.checksums().isEmpty()) {
            return;
        }
        out.open("Checksum");
        PartCalls.checksums(out, object.checksums());
        Optional<KeptChecksum> first = object.checksums().stream().findFirst();
        first.ifPresent(keptChecksum -> out.element("ChecksumType", SummedBody.type(keptChecksum)));
        out.close();
    }

    /** Writes the number of parts, and a page of them if they have checksums, as AWS does. */
    private static void parts(XmlWriter out, ObjectParts parts, S3Call call) {
        out.open("ObjectParts").element("PartsCount", parts.count());
        if (!parts.checksums().isEmpty()) {
            page(out, parts, call);
        }
        out.close();
    }

    private static void page(XmlWriter out, ObjectParts parts, S3Call call) {
        int after = number(call, "x-amz-part-number-marker", 0);
        int max = Math.min(MAX_PARTS, number(call, "x-amz-max-parts", MAX_PARTS));
        int from = Math.min(after, parts.count());
        int last = Math.min(from + max, parts.count());
        out.element("PartNumberMarker", after)
                .element("NextPartNumberMarker", last)
                .element("MaxParts", max)
                .element("IsTruncated", last < parts.count());
        for (int part = from + 1; part <= last; part++) {
            out.open("Part").element("PartNumber", part).element("Size", parts.size(part));
            PartCalls.checksums(out, parts.checksums(part));
            out.close();
        }
    }

    private static int number(S3Call call, String header, int otherwise) {
        Optional<String> text = call.header(header).map(String::strip);
        if (text.isPresent() && !text.get().matches("[0-9]{1,9}")) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, header + " must be a number from 0 on");
        }
        return text.map(Integer::parseInt).orElse(otherwise);
    }
}
