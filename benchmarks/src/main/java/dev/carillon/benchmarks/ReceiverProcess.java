package dev.carillon.benchmarks;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.engine.EventRetention;
import dev.carillon.format.Message;
import dev.carillon.receive.ConfirmationChoice;
import dev.carillon.receive.EventReceiver;
import dev.carillon.receive.MessageChecks;
import dev.carillon.receive.Outlet;
import dev.carillon.receive.ReceiverFolder;
import dev.carillon.receive.ReceiverPlace;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.testkit.ChosenEndpoints;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A receiver over a folder, in a process of its own; closing it stops it. Run as a program, it
 * prints its address and ends with its standard input.
 */
record ReceiverProcess(Process process, String url) implements AutoCloseable {
    /** The party to which a receiver passes its events. */
    enum Taker {
        /** Takes nothing: every event stays owed. */
        NOBODY,
        /** Takes every event at once, and costs next to nothing. */
        AT_ONCE
    }

    /**
     * Starts a receiver.
     *
     * @param more further options of its Java
     */
    static ReceiverProcess start(Path folder, Taker taker, List<String> more) throws IOException {
        var options =
                new ArrayList<>(
                        List.of(
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-Djdk.virtualThreadScheduler.parallelism="
                                        + StoredServer.launchedCarriers()));
        options.addAll(more);
        Process process = Child.of(options, ReceiverProcess.class, folder, taker).start();
        return new ReceiverProcess(process, StoredServer.answer(process));
    }

    /** Returns the processor time that the receiver has used. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    public static void main(String[] args) throws IOException {
        var options =
                new EventReceiver.Options(
                        new ReceiverPlace(
                                "127.0.0.1", 0, ReceiverPlace.USUAL_PATH, Optional.empty()),
                        MessageChecks.none(),
                        ConfirmationChoice.none(),
                        new EventRetention(Optional.of(Duration.ofDays(7)), OptionalLong.empty()),
                        Duration.ofSeconds(1));
        var folder = ReceiverFolder.take(Path.of(args[0]));
        try (var receiver = EventReceiver.open(folder, outlet(Taker.valueOf(args[1])), options)) {
            receiver.start();
            System.out.println(receiver.url());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Outlet outlet(Taker taker) {
        // Port 1 refuses connections.
        Outlet forward = Outlet.forward("http://127.0.0.1:1/", DeliveryPolicy.defaults());
        return switch (taker) {
            case NOBODY -> forward;
            case AT_ONCE ->
                    new Outlet(
                            forward.name(),
                            forward.target(),
                            forward.policy(),
                            true,
                            _ -> new ChosenEndpoints(_ -> new Accepting()));
        };
    }

    /** An endpoint that accepts at once. */
    private static final class Accepting implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            return new AttemptResult.Accepted(200);
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() throws IOException {
        Child.end(process);
    }
}
