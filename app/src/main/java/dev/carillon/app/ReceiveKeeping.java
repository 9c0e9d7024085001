package dev.carillon.app;

import dev.carillon.http.PortTakenException;
import dev.carillon.receive.EventReceiver;
import dev.carillon.receive.MessageChecks;
import dev.carillon.receive.Outlet;
import dev.carillon.receive.ReceiverException;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/** Runs a receiver that keeps events, until the process is stopped. */
final class ReceiveKeeping {
    private final ReceiveAddress address;
    private final ReceiveTrust trust;
    private final ReceiveChoice choice;
    private final ReceiveWork work;
    private final ReceiveStore store;
    private final PrintWriter err;

    ReceiveKeeping(
            ReceiveAddress address,
            ReceiveTrust trust,
            ReceiveChoice choice,
            ReceiveWork work,
            ReceiveStore store,
            PrintWriter err) {
        this.address = address;
        this.trust = trust;
        this.choice = choice;
        this.work = work;
        this.store = store;
        this.err = err;
    }

    /**
     * Receives until the process is stopped.
     *
     * @throws IllegalArgumentException if an option is wrong; nothing was started
     * @throws CommandFailed if it cannot start
     */
    void run(boolean verbose) throws InterruptedException {
        EventReceiver.Options options = options();
        try {
            Outlet outlet = work.outlet(verbose, store.data());
            var receiver = EventReceiver.open(store.take(), outlet, options);
            start(receiver);
        } catch (ReceiverException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        new CountDownLatch(1).await();
    }

    private EventReceiver.Options options() {
        if (work.once() && store.data().isEmpty()) {
            throw new IllegalArgumentException(
                    "--once keeps records of runs over a restart: add --data FOLDER");
        }
        return new EventReceiver.Options(
                address.place(),
                new MessageChecks(
                        trust.token(),
                        trust.secrets(),
                        trust.requiresSignature(),
                        choice.keys(),
                        choice.choice()),
                trust.confirmations(),
                store.retention(),
                store.grace());
    }

    private void start(EventReceiver receiver) {
        try {
            receiver.start();
        } catch (PortTakenException e) {
            receiver.close();
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        Stop.atSignal(() -> stop(receiver), store.grace().plus(EventReceiver.LONGEST_END));
        greet(receiver);
    }

    private void greet(EventReceiver receiver) {
        line("carillon receives at " + receiver.url() + "  (Ctrl-C ends it)");
        line("carillon " + work.shown());
        line(
                store.data()
                        .map(folder -> "carillon keeps events in " + folder)
                        .orElse(
                                "carillon keeps events in a temporary folder: what is not done when"
                                        + " it ends is lost; --data FOLDER keeps it"));
        long waiting = receiver.waiting();
        if (waiting > 0) {
            line("carillon goes on with %,d events of the last run".formatted(waiting));
        }
        work.complaint().ifPresent(text -> line("carillon: " + text));
        if (!guarded()) {
            line(
                    "carillon: anyone who reaches this address can send events: add --token or"
                            + " --signing-secret with --require-signature");
        }
    }

    private boolean guarded() {
        return trust.token().isPresent() || trust.requiresSignature();
    }

    private void stop(EventReceiver receiver) {
        receiver.close();
        line("carillon received: " + receiver.counts());
        long left = receiver.waiting();
        if (left > 0) {
            line(
                    store.data()
                            .map(folder ->
                                    "carillon: %,d events wait in %s for the next start"
                                            .formatted(left, folder))
                            .orElse(
                                    "carillon: %,d events were not done and are lost: name a folder with --data next time"
                                            .formatted(left)));
        }
    }

    private void line(String text) {
        err.println(text);
        err.flush();
    }
}
