package dev.carillon.b2;

import dev.carillon.http.Answer;
import dev.carillon.http.Request;
import dev.carillon.http.Warnings;
import dev.carillon.json.JsonFields;
import dev.carillon.signature.AccessKey;
import dev.carillon.store.Buckets;

import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines the call of a request, and passes the request to it. Thread-safe. */
final class B2Routes {
    private static final Pattern API = Pattern.compile("/b2api/v([1-4])/([a-z0-9_]+)(?:/([^/]+))?");
    private static final String API_ROOT = "/b2api/";
    private static final Pattern FILE = Pattern.compile("/file/([^/]+)/(.+)");
    private static final int MAX_BODY_BYTES = 1 << 20;

    /** The limit for a body with a file id: clients without a token may ask for public files. */
    private static final int MAX_ANONYMOUS_BODY_BYTES = 4_096;

    private final Map<B2Operation, Answers> calls = new EnumMap<>(B2Operation.class);
    private final Rights rights;
    private final AccountCalls account;
    private final UploadCalls uploads;
    private final DownloadCalls downloads;
    private final String host;

    /** Answers one call. */
    private interface Answers {
        Answer to(Call call) throws IOException;
    }

    B2Routes(B2Face.Settings place, AccessKey root, B2Face.Services services, InstantSource clock) {
        this.host = place.host();
        Buckets store = services.store().buckets();
        var cap = new TransactionCap(place.transactionCap(), clock);
        rights = new Rights(services.keys(), root, cap, clock, place.tokenLifetime());
        var places = new Places(place.s3());
        var buckets = new BucketFinder(store);
        var files = new FileFinder(store, services.store().reads());
        account = new AccountCalls(rights, store, places);
        uploads = new UploadCalls(services.store(), buckets, files, rights, places);
        downloads = new DownloadCalls(services.store(), buckets, files, rights);
        keys(new KeyCalls(services.keys(), buckets, clock));
        buckets(new BucketCalls(store, buckets));
        files(
                new ListCalls(services.store(), buckets, files),
                new RemoveCalls(services.store(), buckets, files));
        rules(
                new RuleCalls(
                        new RuleCalls.Services(
                                services.rules(),
                                services.topics(),
                                services.notifier(),
                                services.test()),
                        buckets,
                        new TargetRules(services.targets(), place.httpTargets())));
    }

    private void keys(KeyCalls keys) {
        calls.put(B2Operation.CREATE_KEY, keys::create);
        calls.put(B2Operation.LIST_KEYS, keys::list);
        calls.put(B2Operation.DELETE_KEY, keys::delete);
    }

    private void buckets(BucketCalls buckets) {
        calls.put(B2Operation.CREATE_BUCKET, buckets::create);
        calls.put(B2Operation.LIST_BUCKETS, buckets::list);
        calls.put(B2Operation.UPDATE_BUCKET, buckets::update);
        calls.put(B2Operation.DELETE_BUCKET, buckets::delete);
    }

    private void files(ListCalls lists, RemoveCalls removals) {
        calls.put(B2Operation.GET_UPLOAD_URL, uploads::url);
        calls.put(B2Operation.COPY_FILE, uploads::copy);
        calls.put(B2Operation.GET_DOWNLOAD_AUTHORIZATION, downloads::authorization);
        calls.put(B2Operation.LIST_FILE_NAMES, lists::names);
        calls.put(B2Operation.LIST_FILE_VERSIONS, lists::versions);
        calls.put(B2Operation.GET_FILE_INFO, lists::info);
        calls.put(B2Operation.LIST_UNFINISHED_LARGE_FILES, lists::unfinished);
        calls.put(B2Operation.HIDE_FILE, removals::hide);
        calls.put(B2Operation.DELETE_FILE_VERSION, removals::delete);
    }

    private void rules(RuleCalls rules) {
        calls.put(B2Operation.GET_RULES, rules::get);
        calls.put(B2Operation.SET_RULES, rules::set);
        calls.put(B2Operation.RESUME_RULE, rules::resume);
        calls.put(B2Operation.TEST_RULE, rules::test);
    }

    /** Answers a request; refusals are thrown. */
    Answer answer(Request request) throws IOException {
        Matcher api = API.matcher(request.rawPath());
        if (api.matches()) {
            return api(request, api);
        }
        if (request.rawPath().startsWith(API_ROOT)) {
            throw B2Surface.unknown(request.rawPath());
        }
        Matcher file = FILE.matcher(request.rawPath());
        if (file.matches()) {
            demand(request, Set.of("GET", "HEAD"));
            return answer(
                    B2Operation.DOWNLOAD_BY_NAME,
                    request,
                    0,
                    fields ->
                            downloads.byName(
                                    request,
                                    fields,
                                    FileNames.decoded(file.group(1)),
                                    file.group(2)));
        }
        throw B2Exception.notFound(
                "There is no " + request.rawPath() + " here: paths are /b2api/v1 to v4, and /file");
    }

    private Answer api(Request request, Matcher path) throws IOException {
        int version = Integer.parseInt(path.group(1));
        B2Operation operation = B2Surface.operation(path.group(2));
        boolean upload = operation == B2Operation.UPLOAD_FILE;
        if (upload != (path.group(3) != null)) {
            throw upload
                    ? B2Exception.bad("Send files to the uploadUrl that b2_get_upload_url gives")
                    : B2Surface.unknown(request.rawPath());
        }
        return switch (operation) {
            case UPLOAD_FILE -> {
                demand(request, Set.of("POST"));
                B2Surface.check(operation, request);
                yield uploads.upload(request, path.group(3), host);
            }
            case AUTHORIZE_ACCOUNT -> {
                demand(request, Set.of("GET", "POST"));
                // The body of a request is not read before its sender is known.
                Answer authorized = account.authorize(request, version);
                yield answer(operation, request, MAX_ANONYMOUS_BODY_BYTES, _ -> authorized);
            }
            case DOWNLOAD_BY_ID -> {
                demand(request, Set.of("GET", "HEAD", "POST"));
                yield answer(
                        operation,
                        request,
                        MAX_ANONYMOUS_BODY_BYTES,
                        fields -> downloads.byId(request, fields));
            }
            default -> call(request, version, operation);
        };
    }

    private Answer call(Request request, int version, B2Operation operation) throws IOException {
        Answers answers = calls.get(operation);
        if (answers == null) {
            throw B2Surface.unknown(operation.call());
        }
        demand(request, Set.of("GET", "POST"));
        Caller caller = rights.byAccountToken(request);
        return answer(
                operation,
                request,
                MAX_BODY_BYTES,
                fields -> {
                    checkAccount(fields);
                    return answers.to(new Call(request, version, fields, caller, host));
                });
    }

    private interface Fielded {
        Answer to(JsonFields fields) throws IOException;
    }

    /** Answers a request by its fields, with a warning that names unknown ones. */
    private static Answer answer(B2Operation operation, Request request, int limit, Fielded call)
            throws IOException {
        B2Surface.check(operation, request);
        JsonFields fields =
                request.method().equals("POST")
                        ? B2Fields.of(request.bytes(limit))
                        : B2Fields.of(request.query());
        Warnings unknown = B2Surface.check(operation, fields);
        return unknown.on(call.to(fields));
    }

    private void checkAccount(JsonFields fields) {
        String ours = rights.account();
        if (fields.text("accountId").filter(text -> !text.equals(ours)).isPresent()) {
            throw fields.wrong("accountId", "must be %s, that of the key".formatted(ours));
        }
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
}
