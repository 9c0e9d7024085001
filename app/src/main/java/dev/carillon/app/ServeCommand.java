package dev.carillon.app;

import ch.qos.logback.classic.Level;

import dev.carillon.http.BadTlsException;
import dev.carillon.http.PortTakenException;
import dev.carillon.server.ConfigException;
import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.CannotOpenStateException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code carillon serve}: runs the server until the process is stopped. */
@Command(
        name = "serve",
        header = "Run the server: an object store that sends a notification for every " + "change.",
        description = {
            "",
            "Prints one line when it answers: carillon ready s3=http://... "
                    + "b2=http://... admin=http://...",
            "Each option can also be an environment variable (CARILLON_S3_PORT for "
                    + "--s3-port) or a line of the configuration file (s3-port: 9000). "
                    + "Options win over variables, and variables over the file.",
            "SIGTERM and Ctrl-C stop it in order. SIGHUP reads the files of --tls-cert and "
                    + "--tls-key again: new connections use the new certificate."
        },
        footer = {
            "carillon serve",
            "carillon serve --data /var/lib/carillon --host 0.0.0.0 --tls-cert "
                    + "server.pem --tls-key server.key"
        })
final class ServeCommand implements Callable<Integer> {
    private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            order = 0,
            description = "a YAML file with settings (CARILLON_CONFIG)")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--accept-loss",
            paramLabel = "COMMIT",
            order = Integer.MAX_VALUE - 100,
            description =
                    "start although commits after this one were lost; the refused start before says"
                            + " which (no variable, no line of the file)")
    private Optional<Long> acceptLoss = Optional.empty();

    /** Returns the command with an option for each setting of the server. */
    static CommandSpec spec() {
        var command = new ServeCommand();
        var spec = CommandSpec.forAnnotatedObject(command);
        int order = 1;
        for (Setting setting : Setting.values()) {
            spec.addOption(command.option(setting, order++));
        }
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig settings = config();
        if (settings.s3Port().isEmpty()
                && settings.b2().port().isEmpty()
                && settings.adminPort().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "every port is off, so nothing would be served: set --s3-port, --b2-port or"
                            + " --admin-port");
        }
        Logging.use(settings.log(), Level.INFO);
        Logging.attempts(settings.attempts());
        Hangups hangups = Hangups.caught();
        Server server = start(settings);
        Stop.atSignal(server::close);
        PrintWriter out = spec.commandLine().getOut();
        out.println(ready(server));
        out.flush();
        CertificateRenewal.atEach(hangups, server);
        return Exit.OK;
    }

    private ServerConfig config() {
        try {
            return ServerConfig.of(Settings.read(flags, System.getenv(), config));
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Server start(ServerConfig config) {
        try {
            Server server = Server.start(config, acceptedLoss());
            server.madeRootKey()
                    .ifPresent(key -> {
                        PrintWriter err = spec.commandLine().getErr();
                        err.println(
                                "carillon: made a root key pair, kept in "
                                        + config.data().resolve("root-key")
                                        + ":");
                        err.println("  CARILLON_ACCESS_KEY=" + key.id());
                        err.println("  CARILLON_SECRET_KEY=" + key.secret().revealText());
                        err.flush();
                    });
            return server;
        } catch (ConfigException
                | CannotOpenStateException
                | PortTakenException
                | BadTlsException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private AcceptedLoss acceptedLoss() {
        if (acceptLoss.orElse(0L) < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--accept-loss: a commit's number is 0 or more");
        }
        return acceptLoss.map(AcceptedLoss::after).orElseGet(AcceptedLoss::none);
    }

    private static String ready(Server server) {
        var line = new StringBuilder("carillon ready");
        server.s3Url().ifPresent(url -> line.append(" s3=").append(url));
        server.b2Url().ifPresent(url -> line.append(" b2=").append(url));
        server.adminUrl().ifPresent(url -> line.append(" admin=").append(url));
        return line.toString();
    }

    private OptionSpec option(Setting setting, int order) {
        var option =
                OptionSpec.builder(setting.flag())
                        .type(String.class)
                        .order(order)
                        .description(described(setting))
                        .setter(new Flag(setting));
        return (setting.isSwitch()
                        ? option.arity("0..1").fallbackValue("true").paramLabel("true|false")
                        : option.arity("1").paramLabel(setting.label()))
                .build();
    }

    private static String described(Setting setting) {
        String text = setting.defaultText();
        return text.isEmpty() || setting.isSwitch()
                ? setting.description()
                : setting.description() + " (default " + text + ")";
    }

    /** Sets the value of one setting from the command line; null stands for none. */
    private final class Flag implements ISetter {
        private final Setting setting;

        Flag(Setting setting) {
            this.setting = setting;
        }

        @Override
        public <T> @Nullable T set(@Nullable T value) {
            if (value == null) {
                flags.remove(setting);
            } else {
                flags.put(setting, value.toString());
            }
            return value;
        }
    }
}
