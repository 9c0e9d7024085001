package dev.carillon.app;

import dev.carillon.inbound.KeyEncodings;
import dev.carillon.receive.EventChoice;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.util.HashSet;
import java.util.List;

/** The options that choose events and say how their keys are encoded. */
final class ReceiveChoice {
    /** The names of the options. */
    static final List<String> NAMES =
            List.of("--events", "--bucket", "--prefix", "--suffix", "--key-encoding");

    @Option(
            names = "--events",
            paramLabel = "NAME",
            description =
                    "only such events: a name of S3 or B2, such as ObjectCreated:* or"
                            + " b2:ObjectDeleted:*; repeatable")
    private List<String> events = List.of();

    @Option(
            names = "--bucket",
            paramLabel = "NAME",
            description = "only events of this bucket; repeatable")
    private List<String> buckets = List.of();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "only keys that begin so; repeatable")
    private List<String> prefixes = List.of();

    @Option(
            names = "--suffix",
            paramLabel = "SUFFIX",
            description = "only keys that end so; repeatable")
    private List<String> suffixes = List.of();

    @Option(
            names = "--key-encoding",
            paramLabel = "raw|form",
            converter = KeyConverter.class,
            description =
                    "keys in messages are as they are, or form-encoded (default: as each publisher"
                            + " is known to write them)")
    private KeyEncodings keys = KeyEncodings.BY_DIALECT;

    /**
     * Returns the choice.
     *
     * @throws dev.carillon.rule.RefusedException if a name is unknown
     */
    EventChoice choice() {
        return new EventChoice(
                EventChoice.types(events), new HashSet<>(buckets), prefixes, suffixes);
    }

    /** Returns the encoding of keys. */
    KeyEncodings keys() {
        return keys;
    }

    /** Reads the name of an encoding. */
    static final class KeyConverter implements ITypeConverter<KeyEncodings> {
        @Override
        public KeyEncodings convert(String text) {
            return switch (text) {
                case "raw" -> KeyEncodings.AS_SENT;
                case "form" -> KeyEncodings.FORM;
                default -> throw new TypeConversionException("'" + text + "' is not raw or form");
            };
        }
    }
}
