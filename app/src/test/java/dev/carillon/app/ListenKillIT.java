package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.listen.ListenLog;
import dev.carillon.listen.RecoveryFolder;
import dev.carillon.listen.RuleLeases;
import dev.carillon.state.RealDisk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * No rule stays changed, however a listener's process ends. {@code -Dcarillon.listen.kills=50} ends
 * that many at random moments instead of a few that are ready.
 */
class ListenKillIT {
    private static final List<String> SIGNALS = List.of("KILL", "TERM", "HUP", "INT");
    private static final int AT_ONCE = 4;
    private static final int LONGEST_MILLIS = 3_000;

    @TempDir Path folder;

    private final List<CommandProcess> listeners = new ArrayList<>();
    private CommandServer server;

    @BeforeEach
    void start() {
        server = CommandServer.over(folder.resolve("data"), Map.of());
    }

    @AfterEach
    void stop() {
        listeners.forEach(CommandProcess::close);
        server.close();
    }

    @Test
    void each_rule_is_as_it_was_after_the_next_run() throws Exception {
        int random = Integer.getInteger("carillon.listen.kills", 0);
        if (random == 0) {
            round(0, Optional.empty());
        }
        var seed = new Random(7);
        for (int done = 0; done < random; done += AT_ONCE) {
            round(done, Optional.of(seed));
        }
    }

    /** Ends some listeners of one bucket; every second one uses an existing rule. */
    private void round(int first, Optional<Random> moment) throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            names.add("rule-" + (first + i));
            server.addRule(names.get(i), "existing-" + i);
        }
        var before = rules();
        List<CommandProcess> these = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            these.add(listener(names.get(i), i));
        }
        listeners.addAll(these);
        for (int i = 0; i < AT_ONCE; i++) {
            if (moment.isPresent()) {
                Thread.sleep(moment.get().nextInt(LONGEST_MILLIS));
            } else {
                these.get(i).awaitErr("Ready to deliver events to localhost:1");
                assertThat(rules()).isNotEqualTo(before);
            }
            String signal = SIGNALS.get((first + i / 2 + i) % SIGNALS.size());
            int code = these.get(i).ended(signal);
            if (moment.isEmpty()) {
                assertThat(code).as(signal).isEqualTo(signal.equals("KILL") ? 137 : Exit.OK);
            }
        }
        nextRun().recover();
        assertThat(rules()).isEqualTo(before);
        names.forEach(name -> server.rules().delete("photos", name));
    }

    private CommandProcess listener(String rule, int place) throws Exception {
        String[] options =
                place % 2 == 0
                        ? new String[] {"--rule-name", rule}
                        : new String[] {"--prefix", "temporary-" + place};
        return CommandProcess.listening(folder, server.server(), "localhost:1", options);
    }

    private List<String> rules() {
        return server.rules().read("photos").rules().stream()
                .map(rule -> rule.json().toString())
                .toList();
    }

    private RuleLeases nextRun() {
        var log = new ListenLog(ListenLog.Level.INFO, _ -> {});
        var records =
                new RecoveryFolder(new RealDisk(), folder.resolve("carillon/listen/rules"), log);
        var place = new RuleLeases.Place(server.b2Url(), "photos");
        return new RuleLeases(server.rules(), records, log, place);
    }
}
