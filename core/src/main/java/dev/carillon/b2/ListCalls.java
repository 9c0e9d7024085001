package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.http.Answer;
import dev.carillon.json.JsonFields;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.ListPage;
import dev.carillon.store.ListQuery;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionPage;
import dev.carillon.store.VersionQuery;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers the calls that list files. Thread-safe. */
final class ListCalls {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 10_000;

    private final Store store;
    private final BucketFinder buckets;
    private final FileFinder files;

    ListCalls(Store store, BucketFinder buckets, FileFinder files) {
        this.store = store;
        this.buckets = buckets;
        this.files = files;
    }

    /** The parameters that both lists share. */
    private record Asked(
            BucketInfo bucket, String prefix, String delimiter, String start, int max) {
        /**
         * Returns a query for one entry more than is shown: its name is the start of the next page.
         */
        ListQuery from(String key, boolean andItself) {
            return new ListQuery(prefix, delimiter, key, andItself, max + 1);
        }
    }

    private Asked asked(Call call) {
        call.caller().may(Capabilities.LIST_FILES);
        BucketInfo bucket = buckets.of(call);
        JsonFields fields = call.fields();
        String prefix = fields.text("prefix").orElse("");
        call.caller().named(prefix);
        return new Asked(
                bucket,
                prefix,
                fields.text("delimiter").orElse(""),
                fields.text("startFileName").orElse(""),
                call.count("maxFileCount", USUAL_PAGE, LARGEST_PAGE));
    }

    /** Answers b2_list_file_names: the newest version of each file that is not hidden. */
    Answer names(Call call) {
        Asked asked = asked(call);
        ListPage page =
                Refusals.done(
                        store.listing()
                                .page(asked.bucket().name(), asked.from(asked.start(), true)));
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("files");
        for (ListPage.Entry entry : page.entries().stream().limit(asked.max()).toList()) {
            all.add(
                    switch (entry) {
                        case ListPage.Entry.Found(StoredObject file) ->
                                FileJson.of(asked.bucket(), file);
                        case ListPage.Entry.Common(String name) ->
                                FileJson.folder(asked.bucket(), name);
                    });
        }
        boolean more = page.entries().size() > asked.max();
        return Json.answer(
                answer.put("nextFileName", more ? page.entries().getLast().name() : null));
    }

    /**
     * Answers b2_list_file_versions: all versions of each file, the newest first, with hide
     * markers.
     */
    Answer versions(Call call) {
        Asked asked = asked(call);
        VersionPage page =
                Refusals.done(store.versions().page(asked.bucket().name(), query(call, asked)));
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("files");
        for (VersionPage.Entry entry : page.entries().stream().limit(asked.max()).toList()) {
            all.add(
                    switch (entry) {
                        case VersionPage.Entry.Found(StoredObject file, _) ->
                                FileJson.of(asked.bucket(), file);
                        case VersionPage.Entry.Common(String name) ->
                                FileJson.folder(asked.bucket(), name);
                    });
        }
        boolean more = page.entries().size() > asked.max();
        answer.put("nextFileName", more ? page.entries().getLast().name() : null);
        return Json.answer(answer.put("nextFileId", more ? id(asked, page.entries()) : null));
    }

    private static @Nullable String id(Asked asked, List<VersionPage.Entry> entries) {
        return entries.getLast() instanceof VersionPage.Entry.Found(StoredObject file, _)
                ? FileJson.id(asked.bucket(), file)
                : null;
    }

    /** Returns a query from a name, or from a version with that name, both inclusive. */
    private VersionQuery query(Call call, Asked asked) {
        Optional<String> id = call.fields().text("startFileId").filter(text -> !text.isEmpty());
        if (id.isEmpty()) {
            return new VersionQuery(asked.from(asked.start(), true), OptionalLong.empty());
        }
        if (asked.start().isEmpty()) {
            throw call.fields().wrong("startFileId", "needs a startFileName");
        }
        long stamp =
                B2Ids.fileId(id.get())
                        .map(B2Ids.FileId::stamp)
                        .orElseThrow(() -> call.fields().wrong("startFileId", "is no file id"));
        boolean newest =
                store.reads()
                        .newest(asked.bucket(), asked.start())
                        .filter(storedObject -> storedObject.stamp() <= stamp)
                        .isPresent();
        return newest
                ? new VersionQuery(asked.from(asked.start(), true), OptionalLong.empty())
                : new VersionQuery(asked.from(asked.start(), false), OptionalLong.of(stamp + 1));
    }

    /** Answers b2_get_file_info. */
    Answer info(Call call) {
        call.caller().may(Capabilities.READ_FILES);
        FileFinder.Found found = files.of(call, "fileId");
        call.caller().named(found.file().key());
        return Json.answer(FileJson.of(found.bucket(), found.file()));
    }

    /**
     * Answers b2_list_unfinished_large_files with an empty list, because large files are not
     * supported.
     */
    Answer unfinished(Call call) {
        call.caller().may(Capabilities.LIST_FILES);
        buckets.of(call);
        call.caller().named(call.fields().text("namePrefix").orElse(""));
        String start = call.fields().text("startFileId").orElse("");
        if (!start.isEmpty() && B2Ids.fileId(start).isEmpty()) {
            throw call.fields().wrong("startFileId", "is no file id");
        }
        call.count("maxFileCount", USUAL_PAGE, LARGEST_PAGE);
        ObjectNode answer = Json.object();
        answer.putArray("files");
        return Json.answer(answer.putNull("nextFileId"));
    }
}
