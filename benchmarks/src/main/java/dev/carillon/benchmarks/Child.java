package dev.carillon.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Java process of its own for one step of a benchmark, with the class path of this one. Its
 * output is printed; lines from {@link #figure} are also parsed.
 */
record Child(List<String> options, Class<?> main, List<String> arguments) {
    private static final String FIGURE = "figure ";

    static Child of(List<String> options, Class<?> main, Object... arguments) {
        return new Child(options, main, Arrays.stream(arguments).map(Object::toString).toList());
    }

    /** Passes a figure to the process that started this one. */
    static void figure(String name, double value) {
        System.out.println(FIGURE + name + " " + value);
    }

    /** Runs the process to its end; returns its figures by name. */
    Map<String, Double> run() throws IOException, InterruptedException {
        var figures = new HashMap<String, Double>();
        Process process = start();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> take(line, figures));
        }
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException(main + " " + arguments + " ended with " + exit);
        }
        return figures;
    }

    /** Starts the process; its standard input and output are the caller's. */
    Process start() throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djdk.virtualThreadScheduler.parallelism=4"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Ends a process that runs as long as its standard input, and returns when it is gone. */
    static void end(Process process) throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void take(String line, Map<String, Double> figures) {
        if (line.startsWith(FIGURE)) {
            int end = line.lastIndexOf(' ');
            figures.put(
                    line.substring(FIGURE.length(), end),
                    Double.parseDouble(line.substring(end + 1)));
        } else {
            System.out.println(line);
        }
    }
}
