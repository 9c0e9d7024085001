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
        topic.ifPresent(text -> said.put("topic", text));
        rule.ifPresent(text -> said.put("rule", text));
        bucket.ifPresent(text -> said.put("bucket", text));
        since.ifPresent(instant -> said.put("since", instant.toString()));
        reason.ifPresent(text -> said.put("reason", text));
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
