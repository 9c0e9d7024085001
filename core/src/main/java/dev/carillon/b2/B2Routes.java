package dev.carillon.b2;

import dev.carillon.http.Answer;
import dev.carillon.http.Request;
import dev.carillon.signature.AccessKey;
import dev.carillon.store.Buckets;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which call a request is, and who answers it. For any number of threads. */
final class B2Routes {
    private static final Pattern API = Pattern.compile("/b2api/v([1-4])/([a-z0-9_]+)(?:/([^/]+))?");
    private static final Pattern FILE = Pattern.compile("/file/([^/]+)/(.+)");
    private static final int MAX_BODY_BYTES = 1 << 20;

    /** A file's id; strangers may ask for public files. */
    private static final int MAX_ANONYMOUS_BODY_BYTES = 4_096;

    private static final Set<String> LARGE_FILES =
            Set.of(
                    "b2_start_large_file",
                    "b2_get_upload_part_url",
                    "b2_finish_large_file",
                    "b2_cancel_large_file",
                    "b2_list_parts",
                    "b2_copy_part");

    private final Map<String, Answers> calls = new HashMap<>();
    private final Rights rights;
    private final AccountCalls account;
    private final UploadCalls uploads;
    private final DownloadCalls downloads;
    private final String host;

    /** Answers one call. */
    private interface Answers {
        Answer to(Call call) throws IOException;
    }

    B2Routes(B2Face.Place place, AccessKey root, B2Face.Rooms rooms, InstantSource clock) {
        this.host = place.host();
        Buckets store = rooms.store().buckets();
        var cap = new TransactionCap(place.transactionCap(), clock);
        rights = new Rights(rooms.keys(), root, cap, clock, place.tokenLifetime());
        var places = new Places(place.s3());
        var buckets = new BucketFinder(store);
        var files = new FileFinder(store, rooms.store().reads());
        account = new AccountCalls(rights, store, places);
        uploads = new UploadCalls(rooms.store(), buckets, files, rights, places);
        downloads = new DownloadCalls(rooms.store(), buckets, files, rights);
        keys(new KeyCalls(rooms.keys(), buckets, clock));
        buckets(new BucketCalls(store, buckets));
        files(
                new ListCalls(rooms.store(), buckets, files),
                new RemoveCalls(rooms.store(), buckets, files));
        rules(
                new RuleCalls(
                        new RuleCalls.Rooms(
                                rooms.rules(), rooms.topics(), rooms.notifier(), rooms.test()),
                        buckets,
                        new TargetRules(rooms.targets(), place.httpTargets())));
    }

    private void keys(KeyCalls keys) {
        calls.put("b2_create_key", keys::create);
        calls.put("b2_list_keys", keys::list);
        calls.put("b2_delete_key", keys::delete);
    }

    private void buckets(BucketCalls buckets) {
        calls.put("b2_create_bucket", buckets::create);
        calls.put("b2_list_buckets", buckets::list);
        calls.put("b2_update_bucket", buckets::update);
        calls.put("b2_delete_bucket", buckets::delete);
    }

    private void files(ListCalls lists, RemoveCalls removals) {
        calls.put("b2_get_upload_url", uploads::url);
        calls.put("b2_copy_file", uploads::copy);
        calls.put("b2_get_download_authorization", downloads::authorization);
        calls.put("b2_list_file_names", lists::names);
        calls.put("b2_list_file_versions", lists::versions);
        calls.put("b2_get_file_info", lists::info);
        calls.put("b2_list_unfinished_large_files", lists::unfinished);
        calls.put("b2_hide_file", removals::hide);
        calls.put("b2_delete_file_version", removals::delete);
    }

    private void rules(RuleCalls rules) {
        calls.put("b2_get_bucket_notification_rules", rules::get);
        calls.put("b2_set_bucket_notification_rules", rules::set);
        calls.put("carillon_resume_bucket_notification_rule", rules::resume);
        calls.put("carillon_test_bucket_notification_rule", rules::test);
    }

    /** Answers a request; what it refuses is thrown. */
    Answer answer(Request request) throws IOException {
        Matcher api = API.matcher(request.rawPath());
        if (api.matches()) {
            return api(request, api);
        }
        Matcher file = FILE.matcher(request.rawPath());
        if (file.matches()) {
            demand(request, Set.of("GET", "HEAD"));
            return downloads.byName(request, FileNames.decoded(file.group(1)), file.group(2));
        }
        throw unknown(request);
    }

    private Answer api(Request request, Matcher path) throws IOException {
        int version = Integer.parseInt(path.group(1));
        String name = path.group(2);
        if (path.group(3) != null) {
            if (!name.equals(UploadCalls.UPLOAD)) {
                throw unknown(request);
            }
            demand(request, Set.of("POST"));
            return uploads.upload(request, path.group(3), host);
        }
        return switch (name) {
            case "b2_authorize_account" -> {
                demand(request, Set.of("GET", "POST"));
                yield account.authorize(request, version);
            }
            case "b2_download_file_by_id" -> {
                demand(request, Set.of("GET", "HEAD", "POST"));
                yield downloads.byId(request, fields(request, MAX_ANONYMOUS_BODY_BYTES));
            }
            default -> call(request, version, name);
        };
    }

    private Answer call(Request request, int version, String name) throws IOException {
        if (LARGE_FILES.contains(name)) {
            throw B2Exception.bad(
                    name
                            + " is not in this version: upload files of up to 5 GB whole, or larger"
                            + " ones through S3");
        }
        Answers answers = calls.get(name);
        if (answers == null) {
            throw unknown(request);
        }
        demand(request, Set.of("GET", "POST"));
        Caller caller = rights.byAccountToken(request);
        return answers.to(
                new Call(request, version, fields(request, MAX_BODY_BYTES), caller, host));
    }

    private static Fields fields(Request request, int limit) throws IOException {
        return request.method().equals("POST")
                ? Fields.of(request.bytes(limit))
                : Fields.of(request.query());
    }

    private static void demand(Request request, Set<String> methods) {
        if (!methods.contains(request.method())) {
            throw new B2Exception(
                    405,
                    "method_not_allowed",
                    "%s is not allowed here: use %s"
                            .formatted(
                                    request.method(),
                                    String.join(" or ", methods.stream().sorted().toList())));
        }
    }

    private static B2Exception unknown(Request request) {
        return B2Exception.notFound(
                "There is no " + request.rawPath() + " here: paths are /b2api/v1 to v4, and /file");
    }
}
