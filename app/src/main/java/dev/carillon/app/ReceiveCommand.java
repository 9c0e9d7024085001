package dev.carillon.app;

import dev.carillon.http.PortTakenException;
import dev.carillon.receive.Receiver;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** {@code carillon receive}: receives events and prints them, until the process is stopped. */
@Command(
        name = "receive",
        header = "Receive events on this machine and print each one.",
        description = {
            "",
            "A line has the time, the event type, the bucket and key, and the "
                    + "size. Use the address as a topic's push-endpoint. Answers 200 when "
                    + "the event is printed."
        },
        footer = {"carillon receive", "carillon receive --port 9100 --json"})
final class ReceiveCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "where to listen; 0 = any free port (default 8080)")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "the address to listen on; 0.0.0.0 = all (default 127.0.0.1)")
    private String host = "";

    @Option(names = "--json", description = "print each body whole, one line of JSON each")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        var receiver = new Receiver(new Receiver.Options(host, port, json), flushed(out));
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
        return Exit.OK;
    }

    /** Flushes each append, so that it is visible at once in a pipe too. */
    private static Appendable flushed(PrintWriter out) {
        return new Appendable() {
            @Override
            public Appendable append(CharSequence text) {
                out.append(text).flush();
                return this;
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) {
                return append(text.subSequence(start, end));
            }

            @Override
            public Appendable append(char one) {
                return append(String.valueOf(one));
            }
        };
    }
}
