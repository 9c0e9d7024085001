package dev.carillon.app;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * The output of a command, and its exit code.
 *
 * @param out the text on stdout
 * @param err the text on stderr
 */
record CommandLineRun(int exit, String out, String err) {
    static CommandLineRun of(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int exit = line.execute(args);
        return new CommandLineRun(exit, out.toString(), err.toString());
    }
}
