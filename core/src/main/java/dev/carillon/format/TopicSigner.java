package dev.carillon.format;

import dev.carillon.rule.SigningAttributes;
import dev.carillon.rule.TopicAttribute;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;
import dev.carillon.signature.StandardWebhooks;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Signs messages with the secrets among a topic's attributes: as Standard Webhooks does, as B2
 * does, or both. Each signature has the time of its attempt.
 */
final class TopicSigner implements Signer {
    private static final int DIGEST_LENGTH = 64;

    private final List<Secret> webhookKeys;
    private final Optional<Secret> b2;
    private final InstantSource clock;

    private TopicSigner(List<Secret> webhookKeys, Optional<Secret> b2, InstantSource clock) {
        this.webhookKeys = List.copyOf(webhookKeys);
        this.b2 = b2;
        this.clock = clock;
    }

    /**
     * Stands for the signer of a target with a secret of a form that this build does not take, as
     * an earlier one may have stored it: no message may be sent.
     */
    private record Refusing(String why) implements Signer {
        @Override
        public Message signed(Message complete) {
            return complete;
        }

        @Override
        public Optional<String> objection() {
            return Optional.of(why);
        }
    }

    /**
     * Returns the signer of a target with these options. If one of their secrets has a form that
     * cannot sign, it objects to every message.
     */
    static Signer of(Map<String, String> options, InstantSource clock) {
        String webhook = SigningAttributes.WEBHOOK_SECRET.in(options);
        String b2 = SigningAttributes.B2_SIGNING_SECRET.in(options);
        if (webhook.isEmpty() && b2.isEmpty()) {
            return NONE;
        }
        Optional<String> objection =
                SigningAttributes.ALL.stream()
                        .flatMap(secret -> objection(secret, options).stream())
                        .findFirst();
        return objection
                .<Signer>map(Refusing::new)
                .orElseGet(() ->
                        new TopicSigner(
                                webhook.isEmpty() ? List.of() : StandardWebhooks.keys(webhook),
                                b2.isEmpty() ? Optional.empty() : Optional.of(Secret.of(b2)),
                                clock));
    }

    private static Optional<String> objection(TopicAttribute secret, Map<String, String> options) {
        return Optional.of(secret.in(options))
                .filter(value -> !value.isEmpty())
                .flatMap(secret.type()::objection)
                .map(advice -> secret.name() + ": " + advice);
    }

    @Override
    public Message signed(Message complete) {
        var headers = new HashMap<String, String>();
        if (!webhookKeys.isEmpty()) {
            standardWebhooks(complete, headers);
        }
        b2.ifPresent(
                secret -> headers.put(B2Signature.HEADER, B2Signature.of(secret, complete.body())));
        return complete.with(headers);
    }

    private void standardWebhooks(Message message, Map<String, String> headers) {
        String id = withoutDots(message.headers().getOrDefault(StandardWebhooks.ID_HEADER, ""));
        String time = Long.toString(clock.instant().getEpochSecond());
        headers.put(StandardWebhooks.ID_HEADER, id);
        headers.put(StandardWebhooks.TIMESTAMP_HEADER, time);
        headers.put(
                StandardWebhooks.SIGNATURE_HEADER,
                webhookKeys.stream()
                        .map(key -> StandardWebhooks.of(key, id, time, message.body()))
                        .collect(Collectors.joining(" ")));
    }

    /**
     * Returns an id without dots, which separate the parts of the signed text: {@code event.rule}
     * becomes {@code event_rule}, and the dots of the rule's id are percent-encoded.
     */
    private static String withoutDots(String id) {
        String first =
                id.length() > DIGEST_LENGTH && id.charAt(DIGEST_LENGTH) == '.'
                        ? id.substring(0, DIGEST_LENGTH) + '_' + id.substring(DIGEST_LENGTH + 1)
                        : id;
        return first.replace(".", "%2E");
    }
}
