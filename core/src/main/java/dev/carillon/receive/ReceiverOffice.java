package dev.carillon.receive;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.format.Message;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The admin calls of a receiver's folder for a command: those of the receiver that runs on it, or,
 * if none runs, those of the folder itself, which is opened for as long as this is open. Nothing is
 * delivered by it: what a call sends again waits for the next receiver.
 */
public final class ReceiverOffice implements AutoCloseable {
    private final ReceiverAccess access;
    private final List<AutoCloseable> opened;

    private ReceiverOffice(ReceiverAccess access, List<AutoCloseable> opened) {
        this.access = access;
        this.opened = opened;
    }

    /**
     * Opens the calls of a folder.
     *
     * @throws ReceiverException if that is not possible; the message says what to do
     */
    public static ReceiverOffice of(Path path) {
        Optional<ReceiverFolder> free = ReceiverFolder.free(path);
        if (free.isPresent()) {
            return idle(free.get());
        }
        return ReceiverAccess.read(path)
                .map(access -> new ReceiverOffice(access, List.of()))
                .orElseThrow(() ->
                        new ReceiverException(
                                "a receiver that starts or stops, or another command, uses %s: try again in a moment"
                                        .formatted(path)));
    }

    private static ReceiverOffice idle(ReceiverFolder folder) {
        RocksState state = ReceiverJournal.opened(folder);
        var stats = new Stats();
        DeliveryEngine engine = engine(folder, state, stats);
        engine.drain(Duration.ZERO);
        ReceiverAdmin admin = ReceiverAdmin.start(engine, Optional::empty, stats);
        return new ReceiverOffice(admin.access(), List.of(admin, engine, state, folder));
    }

    private static DeliveryEngine engine(ReceiverFolder folder, RocksState state, Stats stats) {
        try {
            return DeliveryEngine.open(
                    state,
                    EngineSettings.defaults(
                                    Outlet.dialects(
                                            KeyEncodings.BY_DIALECT, DeliveryPolicy.defaults()))
                            .sealing(ReceiverJournal.keys(folder, state)),
                    EngineRuntime.system(List.of(new NoDelivery()), stats));
        } catch (RuntimeException e) {
            state.close();
            folder.close();
            throw e;
        }
    }

    /** Returns the address and the key of the calls. */
    public ReceiverAccess access() {
        return access;
    }

    /** Closes the folder if no receiver runs on it. */
    @Override
    public void close() {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close the folder of a receiver", e);
            }
        }
    }

    /** Endpoints that are never used, because the engine makes no attempts. */
    private static final class NoDelivery implements EndpointProvider, Endpoint {
        private static final EndpointKind KIND =
                EndpointKind.of("receiver", Set.of("script", "stream", "http", "https"));

        @Override
        public EndpointKind kind() {
            return KIND;
        }

        @Override
        public Optional<String> objection(Target target) {
            return Optional.empty();
        }

        @Override
        public Endpoint open(Target target) {
            return this;
        }

        @Override
        public AttemptResult send(Message message, Duration limit) {
            return new AttemptResult.Unreachable("no receiver runs");
        }

        @Override
        public void close() {}
    }
}
