package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class LeftoversTest {
    @TempDir Path folder;

    private final Libc libc = Libc.load().orElseThrow();
    private final List<ProcessGroup> started = new ArrayList<>();

    @AfterEach
    void end() {
        for (ProcessGroup group : started) {
            group.signal(Libc.SIGKILL);
            int _ = group.finish();
        }
    }

    @Test
    void what_a_killed_receiver_left_is_found_by_its_folder_and_ended() throws Exception {
        ProcessGroup left = start(folder, "sleep 1000 & sleep 1000");
        ProcessGroup other = start(folder.resolve("other"), "sleep 1000");
        var leftovers = new Leftovers(folder);
        await().until(() -> leftovers.groups().contains(left.pid()));
        assertThat(leftovers.groups()).containsExactly(left.pid());

        leftovers.end(libc);

        assertThat(leftovers.groups()).isEmpty();
        assertThat(new Leftovers(folder.resolve("other")).groups()).containsExactly(other.pid());
    }

    @Test
    void a_folder_is_the_same_by_every_name() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), data);
        ProcessGroup left = start(link, "sleep 1000");

        await().until(() -> new Leftovers(data).groups().contains(left.pid()));
    }

    @Test
    void one_that_ignores_the_request_is_killed() throws Exception {
        ProcessGroup left = start(folder, "trap '' TERM; while true; do sleep 0.1; done");
        var leftovers = new Leftovers(folder);
        await().until(() -> leftovers.groups().contains(left.pid()));

        leftovers.end(libc);

        assertThat(leftovers.groups()).isEmpty();
    }

    @Test
    void a_daemon_that_has_left_the_session_stays() throws Exception {
        Path pid = folder.resolve("pid");
        start(folder, "setsid sh -c 'echo $$ > " + pid + "; exec sleep 1000' & sleep 1000");
        await().atMost(Duration.ofSeconds(20)).until(() -> !Scripts.lines(pid).isEmpty());

        new Leftovers(folder).end(libc);

        String daemon = Scripts.lines(pid).getFirst();
        // one that has ended and is not reaped yet has no command line
        assertThat(Files.readString(Path.of("/proc", daemon, "cmdline"))).contains("sleep");
        ProcessHandle.of(Long.parseLong(daemon)).orElseThrow().destroyForcibly();
    }

    /** Starts a script as a receiver does that is killed then: nobody waits for it. */
    private ProcessGroup start(Path of, String commands) throws IOException {
        var environment =
                new ScriptEnvironment(
                        Map.of("PATH", System.getenv("PATH")),
                        Set.of(),
                        Optional.of(new Leftovers(of)));
        // what stays by mistake must not hold the output of the build open
        String script = Scripts.shell(folder, "exec >/dev/null 2>&1", commands).toString();
        int pid =
                new Spawning()
                        .start(
                                List.of(script),
                                environment.common(),
                                new Spawning.Descriptors(0, 1, 2));
        var group = new ProcessGroup(libc, pid);
        started.add(group);
        return group;
    }
}
