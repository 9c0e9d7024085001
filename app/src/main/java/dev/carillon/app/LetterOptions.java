package dev.carillon.app;

import dev.carillon.delivery.DeadReason;

import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The options that choose dead letters; all given ones must match. */
final class LetterOptions {
    @Option(names = "--topic", paramLabel = "NAME", description = "those owed to this topic")
    private Optional<String> topic = Optional.empty();

    @Option(names = "--rule", paramLabel = "ID", description = "those of this rule")
    private Optional<String> rule = Optional.empty();

    @Option(
            names = "--bucket",
            paramLabel = "NAME",
            description = "those about objects of this bucket")
    private Optional<String> bucket = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "those given up then or later: 30m, 2h or 7d ago, or an ISO time")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            completionCandidates = Reasons.class,
            description = "those given up for this: ${COMPLETION-CANDIDATES}")
    private Optional<String> reason = Optional.empty();

    /** Returns the given options, by the names of the admin API. */
    Map<String, String> said() {
        var said = new LinkedHashMap<String, String>();
        topic.ifPresent(it -> said.put("topic", it));
        rule.ifPresent(it -> said.put("rule", it));
        bucket.ifPresent(it -> said.put("bucket", it));
        since.ifPresent(it -> said.put("since", it.toString()));
        reason.ifPresent(it -> said.put("reason", it));
        return said;
    }

    /** The names of reasons. */
    static final class Reasons implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(DeadReason.values()).map(DeadReason::word).iterator();
        }
    }
}
