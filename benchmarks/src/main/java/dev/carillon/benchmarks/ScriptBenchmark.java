package dev.carillon.benchmarks;

import dev.carillon.script.ScriptEndpointProvider;
import dev.carillon.script.ScriptSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the cost of starting scripts: runs a second of a native program that does nothing,
 * through journal, lane and process group, divided by what shells reach that fork and execute the
 * same program in a bare loop, as many shells as there are workers. A backlog is prepared and then
 * drained; both take turns, and the median of the ratios counts. The ratio of the processor times,
 * accepting the events included, is comparable even if other programs take turns on the machine.
 *
 * <p>Arguments: runs a turn (10000), turns (7), workers (4).
 */
final class ScriptBenchmark {
    private static final double BAR = 0.8;
    private static final Path PROGRAM = Path.of("/bin/true");
    private static final String LOOP = "i=0; while [ $i -lt $1 ]; do $0; i=$((i+1)); done";

    private static final int FIRST_TIME = 11; // of user, system, children's user and system time
    private static final int LAST_TIME = 14;

    private final int many;
    private final int workers;

    private ScriptBenchmark(int many, int workers) {
        this.many = many;
        this.workers = workers;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        new ScriptBenchmark(given.number(0, 10_000), given.number(2, 4)).run(given.number(1, 7));
    }

    private void run(int turns) throws Exception {
        var ratios = new ArrayList<Double>();
        var ofCpu = new ArrayList<Double>();
        for (int turn = 0; turn <= turns; turn++) {
            long before = cpuTicks();
            double scripts = drain();
            long between = cpuTicks();
            double loop = loop();
            double cpu = (double) (cpuTicks() - between) / (between - before);
            double ratio = scripts / loop;
            System.out.printf(
                    "%-7s scripts %,.0f/s, bare loop %,.0f/s, ratio %.2f, of processor time %.2f%n",
                    turn == 0 ? "warm-up" : "turn " + turn, scripts, loop, ratio, cpu);
            if (turn > 0) {
                ratios.add(ratio);
                ofCpu.add(cpu);
            }
        }
        System.out.println(
                Verdict.of("processor time of bare fork and exec ÷ scripts", ofCpu).atLeast(BAR));
        System.out.println(Verdict.of("scripts ÷ bare fork and exec", ratios).atLeast(BAR));
    }

    private double drain() throws Exception {
        var settings = ScriptSettings.of(PROGRAM, workers);
        var target = ScriptEndpointProvider.target(settings);
        try (var scratch = Scratch.make("scripts");
                var provider = new ScriptEndpointProvider(settings)) {
            var taker = Taker.before(provider.open(target), many);
            try (var journey = new ReceivedJourney(scratch.path(), taker, workers)) {
                journey.owe(many);
                var watch = Rate.Watch.start();
                journey.start();
                taker.awaitAll();
                return watch.rate(many).perSecond();
            }
        }
    }

    /** Returns the processor time of this process and of its children that have ended. */
    private static long cpuTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = FIRST_TIME; field <= LAST_TIME; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks;
    }

    private double loop() throws IOException, InterruptedException {
        var watch = Rate.Watch.start();
        var shells = new ArrayList<Process>();
        for (int i = 0; i < workers; i++) {
            List<String> command =
                    List.of("/bin/sh", "-c", LOOP, PROGRAM.toString(), "" + many / workers);
            shells.add(new ProcessBuilder(command).inheritIO().start());
        }
        for (Process shell : shells) {
            if (shell.waitFor() != 0) {
                throw new IllegalStateException("the bare loop failed");
            }
        }
        return watch.rate(many).perSecond();
    }
}
