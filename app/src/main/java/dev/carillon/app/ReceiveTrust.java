package dev.carillon.app;

import dev.carillon.receive.ConfirmationChoice;
import dev.carillon.receive.SigningSecret;
import dev.carillon.signature.Secret;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options that say whom a receiver trusts. */
final class ReceiveTrust {
    /** The names of the options that concern only a receiver that keeps events. */
    static final List<String> KEEPING =
            List.of("--token", "--require-signature", "--allow-topic", "--public-url");

    @Option(
            names = "--signing-secret",
            paramLabel = "SECRET",
            description = "a secret that may have signed the messages (SIGNING_SECRET); repeatable")
    private List<String> secrets = List.of();

    @Option(
            names = "--require-signature",
            description = "refuse events that no such secret has signed")
    private boolean requireSignature;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "take requests only with Authorization: Bearer TOKEN, or ?token=TOKEN"
                            + " (CARILLON_TOKEN)")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--allow-topic",
            paramLabel = "ARN",
            description = "confirm subscriptions of this TopicArn, letter by letter; repeatable")
    private List<String> topics = List.of();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "this receiver's URL exactly as it is registered, for confirmations of MCS")
    private Optional<String> publicUrl = Optional.empty();

    private final Map<String, String> environment;

    /**
     * Creates the options.
     *
     * @param environment the variables of the process
     */
    ReceiveTrust(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns whether an option names a secret. */
    boolean namesSecrets() {
        return !secrets.isEmpty();
    }

    /**
     * Returns the secrets of options and environment.
     *
     * @throws IllegalArgumentException if one is invalid
     */
    List<SigningSecret> secrets() {
        var found = new ArrayList<SigningSecret>();
        for (String secret : secrets) {
            found.add(signingSecret("--signing-secret " + (found.size() + 1), secret));
        }
        String named = environment.getOrDefault("SIGNING_SECRET", "");
        if (!named.isEmpty()) {
            found.add(signingSecret("SIGNING_SECRET", named));
        }
        return found;
    }

    private static SigningSecret signingSecret(String name, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty: give the sender's secret");
        }
        return new SigningSecret(name, Secret.of(text));
    }

    /** Returns whether events need a signature. */
    boolean requiresSignature() {
        if (requireSignature && secrets().isEmpty()) {
            throw new IllegalArgumentException(
                    "--require-signature needs the secret: add --signing-secret, or set"
                            + " SIGNING_SECRET");
        }
        return requireSignature;
    }

    /** Returns the token that every request must have. */
    Optional<Secret> token() {
        if (token.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("--token is empty: write a long random text");
        }
        return token.or(() -> Optional.ofNullable(environment.get("CARILLON_TOKEN")))
                .filter(text -> !text.isEmpty())
                .map(Secret::of);
    }

    /** Returns the topics that are confirmed. */
    ConfirmationChoice confirmations() {
        if (publicUrl.isPresent() && topics.isEmpty()) {
            throw new IllegalArgumentException(
                    "--public-url has no effect without --allow-topic: name the topics to confirm");
        }
        if (publicUrl.filter(url -> !url.matches("https?://[^\\s]+")).isPresent()) {
            throw new IllegalArgumentException(
                    "--public-url takes the whole registered URL, such as"
                            + " https://hooks.example.com/webhook");
        }
        if (topics.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("--allow-topic takes a TopicArn");
        }
        return new ConfirmationChoice(new HashSet<>(topics), publicUrl);
    }
}
