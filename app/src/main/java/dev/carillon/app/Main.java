package dev.carillon.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.stream.Collectors;

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
            "  carillon demo             see an event travel, on this machine, in ten seconds",
            "  carillon serve            run the server: S3 on port 9000, admin on 9003",
            "  carillon receive          print the events that arrive, in another terminal",
            "  carillon COMMAND --help   what a command takes",
            "",
            "Exit codes: 0 done, 1 failed, 2 not understood."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {
    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "when something fails, show where in the program")
    private boolean verbose;

    private final CommandLine line;

    private Main() {
        line = new CommandLine(this);
        line.addSubcommand(new DemoCommand());
        line.addSubcommand(ServeCommand.spec());
        line.addSubcommand(new ReceiveCommand());
        line.addSubcommand(new StatusCommand());
        line.addSubcommand(new TopicCommand());
        line.addSubcommand(new RuleCommand());
        line.addSubcommand(new ExplainCommand());
        line.addSubcommand(new DeadLetterCommand());
        line.addSubcommand(new ReplayCommand());
        line.addSubcommand(new AuditCommand());
        line.addSubcommand(new WarmUpCommand());
        line.getSubcommands().values().forEach(Main::alike);
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

    private static void alike(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        command.mixinStandardHelpOptions(true)
                .versionProvider(new Version())
                .usageMessage()
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .customSynopsis(command.qualifiedName() + takes(command) + " [OPTIONS]", "")
                .commandListHeading("%nCommands%n")
                .parameterListHeading("%n")
                .optionListHeading("%nOptions%n");
        line.getSubcommands().values().forEach(Main::alike);
    }

    /** What stands between a command's name and its options. */
    private static String takes(CommandSpec command) {
        String parameters =
                command.positionalParameters().stream()
                        .map(it -> " " + it.paramLabel())
                        .collect(Collectors.joining());
        return command.subcommands().isEmpty() ? parameters : " COMMAND";
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
            err.println("carillon: " + complaint(wrong));
            String name = command.getCommandSpec().qualifiedName();
            err.println("carillon: " + name + " --help says what it takes");
            err.flush();
            return Exit.USAGE;
        };
    }

    private static String complaint(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String typed = String.join(" ", unmatched.getUnmatched());
            var near = unmatched.getSuggestions();
            return "'%s' is not known here%s"
                    .formatted(
                            typed,
                            near.isEmpty()
                                    ? ""
                                    : ", did you mean " + String.join(" or ", near) + "?");
        }
        return String.valueOf(wrong.getMessage());
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
