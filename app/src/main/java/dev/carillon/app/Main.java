package dev.carillon.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.Optional;

/** The command line: what a person or a script says to Carillon. Exit codes: {@link Exit}. */
@Command(
        name = "carillon",
        description = {"Carillon tells your code when something changes in a bucket.", ""},
        synopsisHeading = "Usage: ",
        customSynopsis = "carillon COMMAND [OPTIONS]",
        commandListHeading = "%nCommands%n",
        optionListHeading = "%nOptions%n",
        footerHeading = "%nFirst steps%n",
        footer = {
            "  carillon COMMAND --help   what a command takes",
            "",
            "Exit codes: 0 done, 1 failed, 2 not understood."
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        subcommands = {WarmUpCommand.class})
public final class Main implements Runnable {
    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "when something fails, show where in the program")
    private boolean verbose;

    private final CommandLine line;

    private Main() {
        line = new CommandLine(this);
        line.setExecutionExceptionHandler(failed());
        line.setParameterExceptionHandler(notUnderstood());
        line.setUsageHelpWidth(100);
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and gives back its exit code. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    /** The command line, not run yet. */
    static CommandLine commandLine() {
        return new Main().line;
    }

    @Override
    public void run() {
        line.usage(line.getOut());
    }

    private IExecutionExceptionHandler failed() {
        return (failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            err.println("carillon: " + reason(failure));
            if (verbose) {
                failure.printStackTrace(err);
            } else if (!(failure instanceof CommandFailed)) {
                err.println("carillon: add --verbose to see where in the program");
            }
            err.flush();
            return Exit.FAILED;
        };
    }

    private static String reason(Throwable failure) {
        return Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
    }

    private static IParameterExceptionHandler notUnderstood() {
        return (wrong, args) -> {
            CommandLine command = wrong.getCommandLine();
            PrintWriter err = command.getErr();
            err.println("carillon: " + wrong.getMessage() + suggestion(wrong));
            String name = command.getCommandSpec().qualifiedName();
            err.println("carillon: " + name + " --help says what it takes");
            err.flush();
            return Exit.USAGE;
        };
    }

    private static String suggestion(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            var near = unmatched.getSuggestions();
            return near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
        }
        return "";
    }

    /** Tells the version the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var built = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
            return new String[] {"carillon " + built.orElse("(not built into a jar)")};
        }
    }
}
