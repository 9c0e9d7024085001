package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;

import java.time.Duration;
import java.util.List;

/** Runs a script once for each event: {@code FILE bucket key action}. Thread-safe. */
final class ScriptRunner implements Runner {
    private final ScriptSettings settings;
    private final ScriptEnvironment environment;
    private final Launcher launcher;
    private final ScriptFile file;

    ScriptRunner(ScriptSettings settings, ScriptEnvironment environment, Launcher launcher) {
        this.settings = settings;
        this.environment = environment;
        this.launcher = launcher;
        this.file = new ScriptFile(settings.file());
    }

    @Override
    public AttemptResult run(ScriptCall call, Duration limit) {
        var command =
                new Command(
                        List.of(
                                settings.file().toString(),
                                call.bucket(),
                                call.key(),
                                call.action()),
                        environment.with(call.variables()),
                        call.event());
        try (var log = OutputLog.of(settings.verbose(), call)) {
            Ended ended = launcher.run(command, limit, log);
            file.started();
            return RunResult.of(ended, limit);
        } catch (SystemCallException e) {
            return file.notStarted(e);
        }
    }
}
