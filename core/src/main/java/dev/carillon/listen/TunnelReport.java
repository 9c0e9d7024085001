package dev.carillon.listen;

import java.net.URI;
import java.util.function.Consumer;

/** A report of a tunnel that waits for its turn. */
sealed interface TunnelReport {
    /** A process was started. */
    record Started(ProcessHandle process) implements TunnelReport {}

    /** A URL is known. */
    record Opened(URI url) implements TunnelReport {}

    /** Requests arrive. */
    record Connected(String line) implements TunnelReport {}

    /** A failure that the tunnel overcomes by itself. */
    record Failed(String line) implements TunnelReport {}

    /** The last failure. */
    record Ended(String line) implements TunnelReport {}

    /** A line of the process. */
    record Output(String line) implements TunnelReport {}

    /** No report follows. */
    record Closed() implements TunnelReport {}

    /** Returns a listener that passes each report on as a value. */
    static Tunnel.Reports to(Consumer<TunnelReport> consumer) {
        return new Tunnel.Reports() {
            @Override
            public void started(ProcessHandle process) {
                consumer.accept(new Started(process));
            }

            @Override
            public void opened(URI url) {
                consumer.accept(new Opened(url));
            }

            @Override
            public void connected(String line) {
                consumer.accept(new Connected(line));
            }

            @Override
            public void failed(String line) {
                consumer.accept(new Failed(line));
            }

            @Override
            public void ended(String line) {
                consumer.accept(new Ended(line));
            }

            @Override
            public void output(String line) {
                consumer.accept(new Output(line));
            }
        };
    }
}
