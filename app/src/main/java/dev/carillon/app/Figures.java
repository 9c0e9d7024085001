package dev.carillon.app;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The samples of a server's {@code /metrics}, read from the Prometheus text format. */
record Figures(List<Sample> samples) {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final String TOPIC = "topic";

    Figures {
        samples = List.copyOf(samples);
    }

    /** A value of a metric with its labels. */
    record Sample(String name, Map<String, String> labels, double value) {
        Sample {
            labels = Map.copyOf(labels);
        }
    }

    /** Reads the text; lines that are not samples are skipped. */
    static Figures parse(String text) {
        var samples = new ArrayList<Sample>();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    Matcher sample = LINE.matcher(line);
                    if (sample.matches()) {
                        samples.add(
                                new Sample(
                                        sample.group(1),
                                        labels(sample.group(2)),
                                        Double.parseDouble(sample.group(3))));
                    }
                });
        return new Figures(samples);
    }

    /** Returns the sum of a metric over all its labels; 0 if there is none of that name. */
    double total(String name) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** Returns the value of a metric for one topic; empty if the server shows none. */
    Optional<Double> ofTopic(String name, String topic) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> topic.equals(sample.labels().get(TOPIC)))
                .map(Sample::value)
                .findFirst();
    }

    /** Returns the names of all topics for which one of these metrics is shown, sorted. */
    List<String> topics(List<String> names) {
        var topics = new TreeSet<String>();
        samples.stream()
                .filter(sample -> names.contains(sample.name()))
                .forEach(sample ->
                        Optional.ofNullable(sample.labels().get(TOPIC)).ifPresent(topics::add));
        return List.copyOf(topics);
    }

    private static Map<String, String> labels(@Nullable String text) {
        var labels = new LinkedHashMap<String, String>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            labels.put(label.group(1), unescaped(label.group(2)));
        }
        return labels;
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }
}
