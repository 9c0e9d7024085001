package dev.carillon.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.slf4j.LoggerFactory;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Checks that the simulation catches each mutant: a copy of the product that a patch has broken.
 * Mutants share this process, because starting a process and a compiler for each takes longer than
 * most of them live. From the command line: {@code Mutants SOURCES SEEDS SECONDS PATCH…}; the exit
 * code is 1 if one is not caught.
 */
final class Mutants {
    private final Mutant.Settings settings;

    private Mutants(Mutant.Settings settings) {
        this.settings = settings;
    }

    /** Checks the patches, as many at a time as there are processors; prints a line for each. */
    private boolean check(List<Path> patches) throws Exception {
        int survived = 0;
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var running = new ArrayList<Future<Mutant.Outcome>>();
            for (Path patch : patches) {
                running.add(threads.submit(() -> checked(patch)));
            }
            for (Future<Mutant.Outcome> one : running) {
                survived += one.get().caught() ? 0 : 1;
            }
        }
        System.out.printf("%d mutants, %d caught%n", patches.size(), patches.size() - survived);
        return survived == 0;
    }

    private Mutant.Outcome checked(Path patch) throws Exception {
        long start = System.nanoTime();
        Path work = Files.createTempDirectory("carillon-mutant");
        try {
            Mutant.Outcome outcome = new Mutant(patch, work, settings).outcome();
            String name = patch.getFileName().toString().replace(".patch", "");
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("%-36s %5.1f s  %s%n", name, seconds, outcome.words());
            return outcome;
        } finally {
            remove(work);
        }
    }

    private static void remove(Path folder) throws Exception {
        try (Stream<Path> inside = Files.walk(folder)) {
            inside.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Checks the patches that the arguments name. */
    public static void main(String[] args) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        var settings =
                new Mutant.Settings(
                        Path.of(args[0]).toAbsolutePath(),
                        Long.parseLong(args[1]),
                        Duration.ofSeconds(Long.parseLong(args[2])));
        List<Path> patches = Stream.of(args).skip(3).map(Path::of).toList();
        System.exit(new Mutants(settings).check(patches) ? 0 : 1); // a mutant may run for ever
    }
}
