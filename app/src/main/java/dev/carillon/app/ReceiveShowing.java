package dev.carillon.app;

import dev.carillon.receive.Receiver;
import dev.carillon.receive.Rehearsal;
import dev.carillon.receive.SigningSecret;
import dev.carillon.rule.RefusedException;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of a receiver that shows what arrives. */
final class ReceiveShowing {
    /** The names of the options. */
    static final List<String> NAMES =
            List.of("--json", "--respond", "--delay", "--retry-after", "--seed");

    @Option(
            names = "--json",
            description = {
                "print each body whole, one line of JSON each",
                "with --verbose: each request, one JSON object each"
            })
    private boolean json;

    @Option(
            names = "--respond",
            paramLabel = "STATUS[:SHARE%]",
            converter = ShareConverter.class,
            description =
                    "answer this status instead of 200, to a random share of the messages;"
                            + " repeatable")
    private List<Rehearsal.Share> shares = List.of();

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "0s",
            description = "answer so much later, such as 200ms; at most 5m")
    private Duration delay = Duration.ZERO;

    @Option(
            names = "--retry-after",
            paramLabel = "SECONDS",
            description = "the Retry-After of answers 429 and 503")
    private Optional<Long> retryAfter = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "choose the same messages for --respond in each run")
    private Optional<Long> seed = Optional.empty();

    /**
     * Returns the settings of the receiver.
     *
     * @throws IllegalArgumentException if they contradict each other; the message says what to do
     */
    Receiver.Options options(ReceiveAddress address, boolean verbose, ReceiveTrust trust) {
        var rehearsal = new Rehearsal(shares, delay, retryAfter.map(Duration::ofSeconds), seed);
        checkShares();
        List<SigningSecret> secrets = trust.secrets();
        if (json && !verbose && trust.namesSecrets()) {
            throw new IllegalArgumentException(
                    "--json prints bodies only: add --verbose to see what --signing-secret finds");
        }
        return new Receiver.Options(
                address.host(), address.port(), style(verbose), secrets, rehearsal);
    }

    private Receiver.Style style(boolean verbose) {
        if (json) {
            return verbose ? Receiver.Style.REQUEST_OBJECTS : Receiver.Style.BODIES;
        }
        return verbose ? Receiver.Style.REQUESTS : Receiver.Style.EVENTS;
    }

    /** Refuses options that no message would show. */
    private void checkShares() {
        if (retryAfter.isPresent()
                && shares.stream()
                        .noneMatch(share -> share.status() == 429 || share.status() == 503)) {
            throw new IllegalArgumentException(
                    "--retry-after is for answers 429 and 503: add --respond 429 or --respond 503");
        }
        if (seed.isPresent() && shares.isEmpty()) {
            throw new IllegalArgumentException(
                    "--seed chooses the messages of --respond: add --respond 503:25%");
        }
    }

    /** Reads {@code 503} or {@code 503:25%}. */
    static final class ShareConverter implements ITypeConverter<Rehearsal.Share> {
        @Override
        public Rehearsal.Share convert(String text) {
            try {
                return Rehearsal.Share.parse(text);
            } catch (RefusedException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
