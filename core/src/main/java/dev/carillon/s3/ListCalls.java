package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlWriter;
import dev.carillon.signature.Percent;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.ListPage;
import dev.carillon.store.ListQuery;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** Answers ListObjects, versions 1 and 2. Thread-safe. */
final class ListCalls {
    private static final int MAX_KEYS = 1_000;

    private final Store store;

    ListCalls(Store store) {
        this.store = store;
    }

    /** Answers the requested version of ListObjects. */
    Answer list(S3Call call) {
        BucketInfo bucket = S3Answers.done(store.buckets().head(call.bucket()));
        return call.query().first("list-type").filter("2"::equals).isPresent()
                ? second(call, bucket)
                : first(call, bucket);
    }

    /** The parameters of both versions. */
    record Asked(String prefix, String delimiter, int max, boolean encoded, BucketInfo bucket) {
        static Asked of(S3Call call, BucketInfo bucket) {
            return new Asked(
                    call.query().first("prefix").orElse(""),
                    call.query().first("delimiter").orElse(""),
                    ListCalls.max(call, "max-keys"),
                    ListCalls.encoded(call),
                    bucket);
        }

        String text(String name) {
            return encoded ? Percent.encodePath(name) : name;
        }
    }

    /** Returns the largest number of entries in a list. */
    static int max(S3Call call, String name) {
        String text = call.query().first(name).orElse("");
        if (text.isEmpty()) {
            return MAX_KEYS;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, name + " must be a number from 0 on");
        }
        return Math.min(MAX_KEYS, Integer.parseInt(text));
    }

    /** Returns whether keys are to be escaped. */
    static boolean encoded(S3Call call) {
        Optional<String> type = call.query().first("encoding-type");
        if (type.filter(text -> !text.equals("url")).isPresent()) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "encoding-type can only be url");
        }
        return type.isPresent();
    }

    private Answer first(S3Call call, BucketInfo bucket) {
        Asked asked = Asked.of(call, bucket);
        String marker = call.query().first("marker").orElse("");
        ListPage page = page(asked, marker);
        XmlWriter out = begin(asked, page).element("Marker", asked.text(marker));
        if (page.more()) {
            out.element("NextMarker", asked.text(page.entries().getLast().name()));
        }
        return S3Answers.xml(entries(out, asked, page, true));
    }

    private Answer second(S3Call call, BucketInfo bucket) {
        Asked asked = Asked.of(call, bucket);
        Optional<String> token = call.query().first("continuation-token");
        Optional<String> startAfter = call.query().first("start-after");
        ListPage page = page(asked, token.map(ListToken::read).or(() -> startAfter).orElse(""));
        XmlWriter out = begin(asked, page).element("KeyCount", page.entries().size());
        token.ifPresent(text -> out.element("ContinuationToken", text));
        startAfter.ifPresent(text -> out.element("StartAfter", asked.text(text)));
        if (page.more()) {
            out.element("NextContinuationToken", ListToken.of(page.entries().getLast().name()));
        }
        boolean owner = call.query().first("fetch-owner").filter("true"::equals).isPresent();
        return S3Answers.xml(entries(out, asked, page, owner));
    }

    private ListPage page(Asked asked, String after) {
        var query = new ListQuery(asked.prefix(), asked.delimiter(), after, asked.max());
        return S3Answers.done(store.listing().page(asked.bucket().name(), query));
    }

    private static XmlWriter begin(Asked asked, ListPage page) {
        var out =
                S3Answers.document("ListBucketResult")
                        .element("Name", asked.bucket().name())
                        .element("Prefix", asked.text(asked.prefix()))
                        .element("MaxKeys", asked.max())
                        .element("IsTruncated", page.more());
        if (!asked.delimiter().isEmpty()) {
            out.element("Delimiter", asked.text(asked.delimiter()));
        }
        return asked.encoded() ? out.element("EncodingType", "url") : out;
    }

    private static XmlWriter entries(XmlWriter out, Asked asked, ListPage page, boolean owner) {
        UnaryOperator<String> text = asked::text;
        for (ListPage.Entry entry : page.entries()) {
            if (entry instanceof ListPage.Entry.Found(StoredObject object)) {
                contents(out, object, text);
                if (owner) {
                    BucketCalls.owner(out, asked.bucket().owner());
                }
                out.close();
            }
        }
        for (ListPage.Entry entry : page.entries()) {
            if (entry instanceof ListPage.Entry.Common(String name)) {
                out.open("CommonPrefixes").element("Prefix", asked.text(name)).close();
            }
        }
        return out;
    }

    private static void contents(XmlWriter out, StoredObject object, UnaryOperator<String> text) {
        out.open("Contents")
                .element("Key", text.apply(object.key()))
                .element("LastModified", S3Answers.xmlDate(object.modified()))
                .element("ETag", S3Answers.quoted(object.etag()))
                .element("Size", object.size())
                .element("StorageClass", "STANDARD");
        for (var checksum : object.checksums()) {
            out.element("ChecksumAlgorithm", checksum.algorithm());
            out.element("ChecksumType", SummedBody.type(checksum));
        }
    }
}
