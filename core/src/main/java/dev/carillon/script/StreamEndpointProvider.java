package dev.carillon.script;

import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.util.Optional;
import java.util.Set;

/**
 * Gives events to long-lived workers: each reads one JSON object a line from its standard input,
 * and answers {@code ok ID} or {@code fail ID reason}, in any order.
 *
 * <p>A worker that answers nothing for the time limit although it has events, or prints anything
 * else, is ended with its process group and started again. As with a {@link
 * ScriptEndpointProvider}, it is no endpoint kind of a server. Thread-safe; closing it ends the
 * workers: they see the end of their input, and get SIGTERM and SIGKILL if that does not end them,
 * each after 5 s.
 */
public final class StreamEndpointProvider implements EndpointProvider {
    private static final String SCHEME = "stream";
    private static final EndpointKind KIND = EndpointKind.of("stream", Set.of(SCHEME));

    private final ScriptSettings settings;
    private final StreamWorkers workers;
    private final Runner runner;
    private final ScriptEndpoint endpoint;

    /**
     * Creates the provider of a program.
     *
     * @throws dev.carillon.rule.RefusedException if this system is not Linux with a C library that
     *     can do it
     */
    public StreamEndpointProvider(ScriptSettings settings) {
        this.settings = settings;
        settings.folder().map(Leftovers::new).ifPresent(left -> Libc.load().ifPresent(left::end));
        var environment = ScriptEnvironment.of(settings);
        var launcher = Launchers.ofWorkers(settings.file().toString(), environment.common());
        workers =
                new StreamWorkers(
                        settings.workers(),
                        launcher,
                        new ScriptFile(settings.file()),
                        Unanswered.of(settings.once()));
        runner = OnceRunner.over(workers, settings.once());
        endpoint = new ScriptEndpoint(new CallCheck(settings.rejectUnsafeKeys()), runner);
    }

    /** Returns the target that stands for the program of the settings. */
    public static Target target(ScriptSettings settings) {
        return only(settings).target();
    }

    private static ProgramTarget only(ScriptSettings settings) {
        return new ProgramTarget(SCHEME, settings.file(), "program");
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
     * @throws IllegalArgumentException if it is not that of the program
     */
    @Override
    public Endpoint open(Target target) {
        only(settings).demand(target);
        return endpoint;
    }

    @Override
    public void close() {
        runner.stopWaiting();
        workers.close();
    }
}
