package dev.carillon.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line of Carillon. Exit codes: {@link Exit}. */
@Command(
        name = "carillon",
        description = {"Carillon notifies your code when an object in a bucket changes.", ""},
        synopsisHeading = "Usage: ",
        customSynopsis = "carillon COMMAND [OPTIONS]",
        commandListHeading = "%nCommands%n",
        optionListHeading = "%nOptions%n",
        footerHeading = "%nFirst steps%n",
        footer = {
            "  carillon demo             see it work, on this machine, in ten seconds",
            "  carillon serve            run the server: S3 on port 9000, B2 on 9001, admin on"
                    + " 9003",
            "  carillon receive          print the events that arrive, in another terminal",
            "  carillon listen BUCKET    bring the events of a bucket to a local URL",
            "  carillon help COMMAND     show a command's options and examples",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {
    private static final int USAGE_WIDTH = 120;

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
        line.addSubcommand(BrokerCommand.spec());
        line.addSubcommand(new ReceiveCommand(() -> verbose, System.getenv()));
        line.addSubcommand(new ListenCommand());
        line.addSubcommand(new TailCommand());
        line.addSubcommand(new CleanupCommand());
        line.addSubcommand(new StatusCommand());
        line.addSubcommand(new TopicCommand());
        line.addSubcommand(SubscriptionCommand.line(System.getenv()));
        line.addSubcommand(new RuleCommand());
        line.addSubcommand(new ExplainCommand());
        line.addSubcommand(new DeadLetterCommand());
        line.addSubcommand(new ReplayCommand());
        line.addSubcommand(new SecretsCommand());
        line.addSubcommand(new AuditCommand());
        line.addSubcommand(new WarmUpCommand());
        line.addSubcommand(new CommandLine.HelpCommand());
        line.getSubcommands().values().forEach(Main::shapeHelp);
        line.setExecutionExceptionHandler(failed());
        line.setParameterExceptionHandler(notUnderstood());
        line.setUsageHelpWidth(USAGE_WIDTH);
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and returns its exit code. */
    static int run(String... args) {
        return commandLine().execute(EarlyOptions.moved(args));
    }

    /** Returns the command line, not run yet. */
    static CommandLine commandLine() {
        return new Main().line;
    }

    @Override
    public void run() {
        line.usage(line.getOut());
    }

    /**
     * Gives the help of all commands the same form: synopsis with required options, then examples.
     */
    private static void shapeHelp(CommandLine line) {
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
        String[] examples = command.usageMessage().footer();
        if (examples.length > 0) {
            command.usageMessage()
                    .footerHeading("%nExamples%n")
                    .footer(Arrays.stream(examples).map("  "::concat).toArray(String[]::new));
        }
        line.getSubcommands().values().forEach(Main::shapeHelp);
    }

    /** Returns the part of a synopsis between the name and the optional options. */
    private static String takes(CommandSpec command) {
        if (!command.subcommands().isEmpty()) {
            return " COMMAND";
        }
        Stream<String> parameters =
                command.positionalParameters().stream().map(PositionalParamSpec::paramLabel);
        Stream<String> options =
                command.options().stream()
                        .filter(OptionSpec::required)
                        .map(option -> option.longestName() + "=" + option.paramLabel());
        return Stream.concat(parameters, options).map(" "::concat).collect(Collectors.joining());
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

    /** Returns the error of a command that only groups others and was called alone. */
    static ParameterException commandMissing(CommandSpec group) {
        return new ParameterException(
                group.commandLine(),
                "%s needs a command: %s"
                        .formatted(
                                group.qualifiedName(),
                                String.join(", ", group.subcommands().keySet())));
    }

    /** Returns the version that the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var built = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
            return new String[] {"carillon " + built.orElse("(not built into a jar)")};
        }
    }
}
