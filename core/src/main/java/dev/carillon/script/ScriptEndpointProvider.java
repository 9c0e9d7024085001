package dev.carillon.script;

import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a script for each event: {@code FILE bucket key copy|delete}, with the event as JSON on its
 * standard input and its facts in {@code CARILLON_…} variables. Exit code 0 is success.
 *
 * <p>A provider serves one script, that of its settings. It is no endpoint kind of a server: who
 * may configure a target there would run programs. Thread-safe; closing it ends scripts that still
 * run (SIGTERM, after 5 s SIGKILL, each to its whole process group) and starts none any more.
 */
public final class ScriptEndpointProvider implements EndpointProvider {
    /** The longest time that scripts and workers take to end when their provider is closed. */
    public static final Duration LONGEST_END = Launcher.PATIENCE.multipliedBy(3);

    private static final String SCHEME = "script";
    private static final EndpointKind KIND = EndpointKind.of("script", Set.of(SCHEME));

    private final ScriptSettings settings;
    private final Launcher launcher;
    private final Runner runner;
    private final RunSlots slots;
    private final ScriptEndpoint endpoint;

    /**
     * Creates the provider of a script.
     *
     * @throws dev.carillon.rule.RefusedException if this system is not Linux with a C library that
     *     can do it
     */
    public ScriptEndpointProvider(ScriptSettings settings) {
        this(settings, Launchers.ofThisSystem());
    }

    ScriptEndpointProvider(ScriptSettings settings, Launcher launcher) {
        this.settings = settings;
        this.launcher = launcher;
        settings.folder().map(Leftovers::new).ifPresent(left -> Libc.load().ifPresent(left::end));
        var environment = ScriptEnvironment.of(settings);
        Runner script = new ScriptRunner(settings, environment, launcher);
        runner = OnceRunner.over(script, settings.once());
        slots = new RunSlots(settings.workers(), runner);
        endpoint = new ScriptEndpoint(new CallCheck(settings.rejectUnsafeKeys()), slots::run);
    }

    /** Returns the target that stands for the script of the settings. */
    public static Target target(ScriptSettings settings) {
        return only(settings).target();
    }

    private static ProgramTarget only(ScriptSettings settings) {
        return new ProgramTarget(SCHEME, settings.file(), "script");
    }

    @Override
    public EndpointKind kind() {
        return KIND;
    }

    @Override
    public Optional<String> objection(Target target) {
        return only(settings).objection(target);
    }

    /**
     * Opens the endpoint.
     *
     * @throws IllegalArgumentException if it is not that of the script
     */
    @Override
    public Endpoint open(Target target) {
        only(settings).demand(target);
        return endpoint;
    }

    @Override
    public void close() {
        runner.stopWaiting();
        slots.close();
        launcher.close();
    }
}
