package dev.carillon.app;

import dev.carillon.app.SignedCalls.Call;
import dev.carillon.receive.ReceiverAccess;
import dev.carillon.receive.ReceiverException;
import dev.carillon.receive.ReceiverOffice;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Percent;

import picocli.CommandLine.Mixin;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Calls the admin API of a running server, signed with the key pair of the environment or of the
 * server's data folder, or that of a receiver, by its folder. Every call throws {@link
 * CommandFailed} with the server's message if it is refused.
 */
final class AdminCalls {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> WRONG_KEY =
            Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch");

    /** The limit for an answer; a replay of all events takes long. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(30);

    @Mixin private AdminOption admin = new AdminOption();

    @Mixin private DataOption data = new DataOption();

    /** Sends a GET and returns the answer. */
    JsonNode get(String path, Map<String, String> query) {
        String escaped =
                query.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + Percent.encode(entry.getValue()))
                        .collect(Collectors.joining("&"));
        return send(Call.of("GET", path).asking(escaped));
    }

    /** Sends a POST and returns the answer. */
    JsonNode post(String path, JsonNode body) {
        return send(
                Call.of("POST", path)
                        .with("content-type", "application/json")
                        .sending(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode send(Call call) {
        Optional<Path> receiver = data.receiver();
        if (receiver.isPresent()) {
            return sendToReceiver(receiver.get(), call);
        }
        return send(admin.calls(), data.rootKey(), call);
    }

    private JsonNode sendToReceiver(Path folder, Call call) {
        if (admin.said()) {
            throw new CommandFailed(
                    "%s is the folder of a receiver, which is found without --admin: leave it out"
                            .formatted(folder));
        }
        try (var office = ReceiverOffice.of(folder)) {
            ReceiverAccess access = office.access();
            var calls = new ServerCalls(URI.create(access.url()), HttpClient.newHttpClient());
            return send(calls, access.key(), call);
        } catch (ReceiverException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private static JsonNode send(ServerCalls server, AccessKey key, Call call) {
        try (var calls = new SignedCalls(server, key, "default", "carillon")) {
            return understood(server.server(), calls.exchange(call, ANSWER_LIMIT));
        }
    }

    private static JsonNode understood(URI url, HttpResponse<String> answer) {
        JsonNode document = document(url, answer);
        if (answer.statusCode() / 100 == 2) {
            return document;
        }
        if (WRONG_KEY.contains(document.path("error").asString(""))) {
            throw new CommandFailed(
                    "the server at "
                            + url
                            + " does not take this key pair: give its own by CARILLON_ACCESS_KEY"
                            + " and CARILLON_SECRET_KEY, or name its data folder with --data");
        }
        throw new CommandFailed(document.path("message").asString());
    }

    private static JsonNode document(URI url, HttpResponse<String> answer) {
        try {
            JsonNode document = JSON.readTree(answer.body());
            if (answer.statusCode() / 100 == 2 || document.path("message").isString()) {
                return document;
            }
        } catch (JacksonException _) {
            // Reported below.
        }
        throw new CommandFailed(
                "%s answered %d, and not as an admin port does: is --admin right?"
                        .formatted(url, answer.statusCode()));
    }
}
