package dev.carillon.receive;

import dev.carillon.admin.Health;
import dev.carillon.engine.EventRetention;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.http.Limits;
import dev.carillon.http.Load;
import dev.carillon.script.ScriptEndpointProvider;
import dev.carillon.state.RealDisk;
import dev.carillon.stats.Stats;
import dev.carillon.store.MinFreeSpace;
import dev.carillon.store.SpaceGuard;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A receiver that keeps events and passes them on: an event is on disk before it is answered 200,
 * and goes to the outlet in the order of its object until the outlet has taken it or it is given
 * up. What the last process left goes on. Thread-safe.
 *
 * <p>Requests are limited to {@value MessageIntake#MAX_BYTES} bytes, and all of them together to
 * the memory of a quarter of the heap.
 */
public final class EventReceiver implements AutoCloseable {
    /** The longest time that closing takes, apart from the grace time. */
    public static final Duration LONGEST_END =
            Limits.defaults()
                    .stop()
                    .plus(ScriptEndpointProvider.LONGEST_END)
                    .plus(Duration.ofSeconds(5));

    private static final long LEAST_BODY_BYTES = 64L << 20;
    private static final MinFreeSpace FREE = new MinFreeSpace.Bytes(64L << 20);

    private final Options options;
    private final ReceiverFolder folder;
    private final ReceiverJournal journal;
    private final Stats stats = new Stats();
    private final ReceivedCounts counts = new ReceivedCounts();
    private final ConfirmationAnswers confirmations;
    private final MessageFace face;
    private volatile Optional<HttpServer> server = Optional.empty();
    private volatile Optional<ReceiverAdmin> admin = Optional.empty();

    /** The number of events that waited at the end. */
    private volatile OptionalLong left = OptionalLong.empty();

    /**
     * The settings of a receiver.
     *
     * @param place its address
     * @param checks the conditions under which it takes events
     * @param confirmations the topics whose confirmations it answers
     * @param kept how long events are kept after they were delivered, and repeats recognized
     * @param grace how long attempts in flight may go on when it is closed
     */
    public record Options(
            ReceiverPlace place,
            MessageChecks checks,
            ConfirmationChoice confirmations,
            EventRetention kept,
            Duration grace) {}

    private EventReceiver(ReceiverFolder folder, Outlet outlet, Options options) {
        this.folder = folder;
        this.options = options;
        journal =
                ReceiverJournal.open(
                        folder, outlet, options.checks().keys(), options.kept(), stats);
        confirmations = ConfirmationAnswers.overHttp(options.confirmations(), counts);
        var clock = InstantSource.system();
        var disk = new RealDisk();
        var parts =
                new MessageIntake.Parts(
                        journal.receptions(),
                        confirmations,
                        new WantedEvents(options.checks(), outlet.everyEvent(), counts),
                        new SpaceGuard(
                                () -> disk.space(folder.path()),
                                journal.state().reserve(),
                                FREE,
                                stats),
                        counts,
                        clock);
        var intake = new MessageIntake(options.checks(), parts);
        face = new MessageFace(options.place().path(), intake, counts);
    }

    /**
     * Opens the events in a folder; nothing is received or delivered before {@link #start}.
     *
     * @param folder taken over: it is closed with the receiver, also if this throws
     * @throws ReceiverException if the folder cannot be used
     */
    public static EventReceiver open(ReceiverFolder folder, Outlet outlet, Options options) {
        try {
            return new EventReceiver(folder, outlet, options);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Starts to deliver and to listen. Call it once.
     *
     * @throws dev.carillon.http.PortTakenException if it cannot listen there; the message says what
     *     to do
     */
    public void start() {
        ReceiverPlace place = options.place();
        var where = HttpOptions.of("receive", "--port", place.host(), place.port());
        var loaded = where.with(Load.defaults().with(bodies()));
        var number = new AtomicLong();
        server =
                Optional.of(
                        HttpServer.start(
                                place.tls().map(loaded::with).orElse(loaded),
                                face,
                                () -> "r" + number.incrementAndGet()));
        var health =
                Health.of(
                        () -> journal.state().trouble().or(journal.engine().deliverer()::trouble),
                        Optional::empty);
        var port = ReceiverAdmin.start(journal.engine(), health, stats);
        admin = Optional.of(port);
        port.access().write(folder.path());
        journal.start();
    }

    private static BodyBudget bodies() {
        return BodyBudget.of(Math.max(LEAST_BODY_BYTES, Runtime.getRuntime().maxMemory() / 4));
    }

    /** Returns the URL for publishers; only after {@link #start}. */
    public String url() {
        return server.orElseThrow().url() + options.place().path();
    }

    /** Returns the number of events that the outlet has not taken, after the close at its end. */
    public long waiting() {
        return left.orElseGet(journal::waiting);
    }

    /** Returns what became of requests and events since the start, in one line for people. */
    public String counts() {
        return counts.line();
    }

    /**
     * Starts no more attempts, takes no more requests, and lets attempts in flight end within the
     * grace time. What the outlet has not taken stays in the folder. Each step is taken even if
     * another one fails.
     */
    @Override
    public void close() {
        try (folder;
                journal;
                confirmations) {
            try {
                journal.startNoMore();
                server.ifPresent(HttpServer::close);
                journal.drain(options.grace());
                left = OptionalLong.of(journal.waiting());
            } finally {
                stopAdministration();
            }
        }
    }

    private void stopAdministration() {
        try {
            ReceiverAccess.remove(folder.path());
        } finally {
            admin.ifPresent(ReceiverAdmin::close);
        }
    }
}
