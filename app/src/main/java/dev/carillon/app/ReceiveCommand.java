package dev.carillon.app;

import dev.carillon.http.PortTakenException;
import dev.carillon.receive.Receiver;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * {@code carillon receive}: receives events and prints them, or keeps them and passes each to a
 * script or a URL, until the process is stopped.
 */
@Command(
        name = "receive",
        header = "Receive events on this machine: print each one, or run a script for it.",
        description = {
            "",
            "Without --script and --forward it prints events: a line has the time, the event type,"
                + " the bucket and key, and the size. Use the address as a topic's push-endpoint."
                + " Answers 200 when the event is printed. With --verbose, each request is printed"
                + " whole: method, path, headers, indented body. With --signing-secret, a line says"
                + " which secret signed the message (B2, Standard Webhooks, strict broker), or why"
                + " none did.",
            "",
            "With --script or --forward an event is on disk before it is answered 200. It is tried"
                + " until it is done, in the order of its object; what fails too often becomes a"
                + " dead letter (carillon deadletter list --data FOLDER). Repeated events are"
                + " dropped. It understands MCS, S3 (AWS, Ceph, MinIO), B2 and its broker,"
                + " CloudEvents and SNS."
        },
        footer = {
            "carillon receive",
            "carillon receive --verbose --signing-secret 01234567890123456789012345678901",
            "carillon receive --respond 503:25%% --respond 429:5%% --retry-after 2 --delay 200ms",
            "carillon receive --script ./mirror.sh --data inbox --token 3b8kPq --events"
                    + " ObjectCreated:*",
            "carillon receive --forward http://127.0.0.1:3000/hooks --data inbox --host 0.0.0.0"
        })
final class ReceiveCommand implements Callable<Integer> {
    private static final List<List<String>> KEEPING =
            List.of(
                    ReceiveAddress.KEEPING,
                    ReceiveWork.KEEPING,
                    ReceiveStore.NAMES,
                    ReceiveTrust.KEEPING,
                    ReceiveChoice.NAMES);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ReceiveAddress address = new ReceiveAddress();

    @Mixin private ReceiveWork work = new ReceiveWork();

    @Mixin private ReceiveStore store = new ReceiveStore();

    @Mixin private ReceiveTrust trust;

    @Mixin private ReceiveChoice choice = new ReceiveChoice();

    @Mixin private ReceiveShowing showing = new ReceiveShowing();

    private final BooleanSupplier verbose;

    /**
     * Creates the command.
     *
     * @param verbose whether the option that all commands share was given
     * @param environment the variables of the process
     */
    ReceiveCommand(BooleanSupplier verbose, Map<String, String> environment) {
        this.verbose = verbose;
        this.trust = new ReceiveTrust(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            ReceiveWork.Mode mode = work.mode();
            refuseIdle(mode);
            if (mode.keeps()) {
                PrintWriter err = spec.commandLine().getErr();
                new ReceiveKeeping(address, trust, choice, work, store, err)
                        .run(verbose.getAsBoolean());
            } else {
                show();
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return Exit.OK;
    }

    private void show() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Receiver.Options options = showing.options(address, verbose.getAsBoolean(), trust);
        var receiver = new Receiver(options, InstantSource.system(), new FlushedOutput(out));
        try {
            receiver.start();
        } catch (PortTakenException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        Stop.atSignal(receiver::close);
        PrintWriter err = spec.commandLine().getErr();
        err.println("carillon receives at " + receiver.url() + "  (Ctrl-C ends it)");
        err.flush();
        new CountDownLatch(1).await();
    }

    /** Refuses the options that were given but have no effect in a mode. */
    private void refuseIdle(ReceiveWork.Mode mode) {
        if (mode.keeps()) {
            refuse(ReceiveShowing.NAMES, "with --script and --forward: leave it out");
        } else {
            KEEPING.forEach(names ->
                    refuse(names, "without --script or --forward, which keep events: add one"));
        }
        if (!mode.runsScript()) {
            refuse(ReceiveWork.OF_SCRIPTS, "without --script: add it, or leave this out");
        }
    }

    private void refuse(List<String> options, String where) {
        ParseResult given = spec.commandLine().getParseResult();
        for (String option : options) {
            if (given.hasMatchedOption(option)) {
                throw new IllegalArgumentException(option + " has no effect " + where);
            }
        }
    }
}
