package dev.carillon.app;

import dev.carillon.b2client.RuleEdit;
import dev.carillon.rule.Target;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options for a rule, with the names of the b2 command line. */
final class RuleOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--event-type",
            paramLabel = "TYPE",
            description = "such as 'b2:ObjectCreated:*'; once for each type")
    private List<String> eventTypes = new ArrayList<>();

    @Option(names = "--webhook-url", paramLabel = "URL", description = "where messages go")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--sign-secret",
            paramLabel = "SECRET",
            description = "32 letters and digits to sign messages with; '' = do not sign")
    private Optional<String> secret = Optional.empty();

    @Option(
            names = "--custom-header",
            paramLabel = "NAME=VALUE",
            description = "header to send with each message; may be given several times, '' = none")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "only files whose names begin so; also b2://BUCKET/PREFIX")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = "--max-events-per-batch",
            paramLabel = "COUNT",
            description = "most events in one message, 1 to 50")
    private Optional<Integer> batch = Optional.empty();

    @ArgGroup(exclusive = true)
    private Switch onOff = new Switch();

    /** The options to enable and to disable, at most one of which is given. */
    static final class Switch {
        @Option(names = "--enable", description = "enable the rule")
        private boolean enable;

        @Option(names = "--disable", description = "disable the rule")
        private boolean disable;

        Optional<Boolean> enabled() {
            return enable || disable ? Optional.of(enable) : Optional.empty();
        }
    }

    /**
     * Returns the changes that the options ask for.
     *
     * @throws ParameterException if they contradict each other
     */
    RuleEdit edit(BucketUri uri) {
        return new RuleEdit(
                Optional.of(eventTypes).filter(list -> !list.isEmpty()),
                prefix(uri),
                onOff.enabled(),
                batch,
                url,
                Optional.of(headers).filter(list -> !list.isEmpty()).map(this::parsed),
                secret);
    }

    /** Returns an option that is missing for the creation of a rule. */
    Optional<String> missing() {
        if (eventTypes.isEmpty()) {
            return Optional.of("--event-type");
        }
        return url.isEmpty() ? Optional.of("--webhook-url") : Optional.empty();
    }

    /** Returns the prefix; a bucket without a path leaves it unchanged. */
    private Optional<String> prefix(BucketUri uri) {
        Optional<String> path = Optional.of(uri.prefix()).filter(text -> !text.isEmpty());
        if (path.isPresent() && prefix.isPresent() && !path.equals(prefix)) {
            throw wrong(
                    "--prefix %s and %s are two prefixes: give one"
                            .formatted(prefix.get(), uri.shown()));
        }
        return prefix.or(() -> path);
    }

    private List<Target.Header> parsed(List<String> texts) {
        return texts.stream().filter(text -> !text.isEmpty()).map(this::parsed).toList();
    }

    private Target.Header parsed(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw wrong("--custom-header takes NAME=VALUE");
        }
        return new Target.Header(text.substring(0, equals), text.substring(equals + 1));
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command.commandLine(), why);
    }
}
