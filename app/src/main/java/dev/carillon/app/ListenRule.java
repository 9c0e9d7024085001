package dev.carillon.app;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleEdit;
import dev.carillon.format.B2EventNames;
import dev.carillon.listen.ListenException;
import dev.carillon.listen.RuleLabel;
import dev.carillon.listen.RuleLease;
import dev.carillon.rule.Target;
import dev.carillon.signature.Secret;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The options that choose the events of a listener: an existing rule, or a temporary one. */
final class ListenRule {
    private static final List<String> ALL =
            List.of("b2:ObjectCreated:*", "b2:ObjectDeleted:*", "b2:HideMarkerCreated:*");

    /** The form of event types; the service knows which there are. */
    private static final Pattern TYPE = Pattern.compile("b2:[A-Za-z]+:([A-Za-z]+|\\*)");

    private static final String BAD_SECRET = "Signing secret must be 32 alphanumeric characters";

    @Option(
            names = "--rule-name",
            paramLabel = "NAME",
            description = "use this existing rule instead of a temporary one")
    private Optional<String> ruleName = Optional.empty();

    @Option(
            names = "--event-types",
            arity = "0..*",
            paramLabel = "TYPE",
            description = "what happens to objects (default: created, deleted, hidden)")
    private List<String> eventTypes = new ArrayList<>();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "only objects whose names begin with it")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = {"--custom-headers", "--custom-header"},
            arity = "0..*",
            paramLabel = "NAME:VALUE",
            description = "headers of the messages")
    private List<String> customHeaders = new ArrayList<>();

    @Option(
            names = "--signing-secret",
            paramLabel = "SECRET",
            converter = SecretConverter.class,
            description = "signs the messages: 32 letters and digits (SIGNING_SECRET)")
    private Optional<Secret> secret = Optional.empty();

    /** Returns the name of the existing rule. */
    Optional<String> name() {
        return ruleName;
    }

    /**
     * Checks what goes together.
     *
     * @throws ListenException if the options contradict each other
     */
    void check() {
        boolean temporary =
                !eventTypes.isEmpty()
                        || prefix.isPresent()
                        || !customHeaders.isEmpty()
                        || secret.isPresent();
        if (ruleName.isPresent() && temporary) {
            throw new ListenException(
                    "You cannot specify an existing rule name and configuration for a temporary"
                            + " rule");
        }
        headers();
        eventTypes.stream()
                .filter(type -> !TYPE.matcher(type).matches())
                .findFirst()
                .ifPresent(type -> {
                    throw new ListenException(
                            "'%s' is no event type of B2: write some of %s"
                                    .formatted(type, String.join(" ", B2EventNames.all())));
                });
    }

    /** Returns the temporary rule with the name of a listener, without a URL. */
    B2Rule temporary(RuleLabel label, Map<String, String> variables) {
        var edit =
                new RuleEdit(
                        Optional.of(types()),
                        Optional.of(prefix.orElse("")),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        headers().isEmpty() ? Optional.empty() : Optional.of(headers()),
                        secret(variables).map(Secret::revealText));
        return B2Rule.named(label.text()).with(edit);
    }

    /**
     * Returns the secret of the options, or of the environment.
     *
     * @throws ListenException if that of the environment is invalid
     */
    Optional<Secret> secret(Map<String, String> variables) {
        return secret.or(() ->
                Optional.ofNullable(variables.get("SIGNING_SECRET"))
                        .filter(text -> !text.isEmpty())
                        .map(text -> {
                            if (!isSecret(text)) {
                                throw new ListenException("SIGNING_SECRET: " + BAD_SECRET);
                            }
                            return Secret.of(text);
                        }));
    }

    /** Returns a rule as JSON, its secret masked. */
    static String shown(B2Rule rule) {
        return RuleLease.shown(rule);
    }

    private List<String> types() {
        return eventTypes.isEmpty() ? ALL : eventTypes;
    }

    private List<Target.Header> headers() {
        return customHeaders.stream().map(ListenRule::header).toList();
    }

    private static Target.Header header(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new ListenException("Bad custom header: " + text);
        }
        return new Target.Header(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }

    private static boolean isSecret(String text) {
        return text.matches("[A-Za-z0-9]{32}");
    }

    /** Reads a secret. */
    static final class SecretConverter implements ITypeConverter<Secret> {
        @Override
        public Secret convert(String text) {
            if (!isSecret(text)) {
                throw new TypeConversionException(BAD_SECRET);
            }
            return Secret.of(text);
        }
    }
}
