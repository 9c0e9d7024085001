package dev.carillon.app;

import dev.carillon.tailclient.TailClient;
import dev.carillon.tailclient.TailRefusedException;
import dev.carillon.tailclient.TailTarget;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code carillon tail}: prints the events of a bucket as they happen. */
@Command(
        name = "tail",
        header = "Print the events of a bucket as they happen, and forward them to a URL.",
        description = {
            "",
            "A line has the time, the event type, the bucket and key, and the size. If the "
                    + "connection breaks, it is made again and goes on behind the last event. "
                    + "Signed with the key pair of CARILLON_ACCESS_KEY and "
                    + "CARILLON_SECRET_KEY, which may be a B2 application key with "
                    + "readBucketNotifications, or with the one in the server's data folder."
        },
        footer = {
            "carillon tail s3://photos/in/ --since 1h",
            "carillon tail s3://photos --suffix .jpg --forward http://127.0.0.1:8080/hook",
            "carillon tail s3:// --events s3:ObjectRemoved:* --json"
        })
final class TailCommand implements Callable<Integer> {
    private static final Pattern PLACE = Pattern.compile("(?s)(?:s3|b2)://([^/]*)(?:/(.*))?");
    private static final String HERE = "http://127.0.0.1:9000";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "s3://BUCKET/PREFIX",
            description = "the bucket, and the beginning of the keys; s3:// alone = all buckets")
    private String place = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "begin with past events: 30m, 2h or 7d ago, or an ISO time")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--events",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "s3:ObjectCreated:*,s3:ObjectRemoved:*",
            description =
                    "the event types; repeatable (default s3:ObjectCreated:*,s3:ObjectRemoved:*)")
    private List<String> events = List.of();

    @Option(
            names = "--suffix",
            paramLabel = "SUFFIX",
            description = "only objects whose key ends with this")
    private Optional<String> suffix = Optional.empty();

    @Option(
            names = "--forward",
            paramLabel = "URL",
            description = {
                "POST each event there, in order per object; until the answer is 2xx, or 410,",
                "which gives the event up, it is sent again"
            })
    private Optional<URI> forward = Optional.empty();

    @Option(names = "--json", description = "print each line as it came, with its cursor")
    private boolean json;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "the server's S3 address (CARILLON_S3; default " + HERE + ")")
    private Optional<String> endpoint = Optional.empty();

    @Mixin private TrustOption trust = new TrustOption();

    @Mixin private DataOption data = new DataOption();

    @Override
    public Integer call() {
        TailTarget target = target();
        forward.ifPresent(this::checkForward);
        URI server = server();
        PrintWriter err = spec.commandLine().getErr();
        try (HttpClient http = trust.client();
                HttpClient local = HttpClient.newHttpClient();
                var tail = new TailClient(http, server, data.rootKey(), target)) {
            var lines = new TailLines(spec.commandLine().getOut(), err, json, tail::close);
            Optional<Forwarder> forwarder =
                    forward.map(url -> new Forwarder(local, url, lines::answer));
            tail.run(new TailPrinter(server, place, lines, forwarder));
            return Exit.OK;
        } catch (TailRefusedException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailed(
                    "no S3 port answers at "
                            + server
                            + " ("
                            + e
                            + "): start a server (carillon serve), or name its address with"
                            + " --endpoint URL",
                    e);
        }
    }

    private TailTarget target() {
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            throw wrong("a place is s3://BUCKET, s3://BUCKET/PREFIX or s3://, not '" + place + "'");
        }
        String bucket = matcher.group(1);
        String prefix = matcher.group(2) == null ? "" : matcher.group(2);
        if (bucket.isEmpty() && !prefix.isEmpty()) {
            throw wrong("'" + place + "' has a prefix but no bucket: write s3://BUCKET/PREFIX");
        }
        return new TailTarget(bucket, events, prefix, suffix.orElse(""), since);
    }

    private URI server() {
        String text =
                endpoint.or(() -> Optional.ofNullable(System.getenv("CARILLON_S3")))
                        .orElse(HERE)
                        .replaceAll("/+$", "");
        if (!text.matches("https?://[^/?#@\\s]+")) {
            throw wrong("--endpoint takes a URL like " + HERE + ", not " + text);
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw wrong("--endpoint takes a URL like " + HERE + ", not " + text);
        }
    }

    private void checkForward(URI url) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw wrong("--forward takes a URL like http://127.0.0.1:8080/hook, not " + url);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
