package dev.carillon.app;

import dev.carillon.server.BrokerConfig;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code carillon broker}: runs the event broker alone, until the process is stopped. */
@Command(
        name = "broker",
        header = "Run the event broker alone: it passes B2's events on to subscribers.",
        description = {
            "",
            "Needs the variable "
                    + BrokerConfig.SECRET_VARIABLE
                    + ": the signing secret of the rules that publish "
                    + "to it. While the secret is changed it holds two, separated by a blank.",
            "Prints one line when it answers: carillon ready broker=http://... "
                    + "admin=http://...",
            "The data folder is its own (default "
                    + BrokerCommand.DATA
                    + "). All other options "
                    + "are those of carillon serve, as are variables and the configuration file."
        },
        footer = {
            "carillon broker",
            "carillon broker --data /var/lib/carillon-broker --host 0.0.0.0 --strict"
        })
final class BrokerCommand implements Callable<Integer> {
    /** The default data folder. */
    static final String DATA = "carillon-broker-data";

    private static final List<Setting> SETTINGS =
            List.of(
                    Setting.HOST,
                    Setting.BROKER_PORT,
                    Setting.ADMIN_PORT,
                    Setting.MAX_FAILURE_COUNT,
                    Setting.TLS_CERT,
                    Setting.TLS_KEY,
                    Setting.MAX_CONNECTIONS,
                    Setting.MAX_CONNECTIONS_PER_ADDRESS,
                    Setting.TRUST_FORWARDED_HTTPS,
                    Setting.ALLOW_TARGETS,
                    Setting.LOG,
                    Setting.LOG_ATTEMPTS,
                    Setting.RETENTION,
                    Setting.DEAD_LETTER_RETENTION,
                    Setting.MIN_FREE_SPACE,
                    Setting.MEMORY);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ServerOptions options = new ServerOptions();

    /** Returns the command with an option for each setting that concerns a broker. */
    static CommandSpec spec() {
        var command = new BrokerCommand();
        var spec = CommandSpec.forAnnotatedObject(command);
        command.options.addTo(spec, Setting.DATA, "--data", DATA);
        command.options.addTo(spec, SETTINGS);
        command.options.addTo(spec, Setting.BROKER_STRICT, "--strict", "");
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = options.config(spec, BrokerCommand::alone);
        if (config.broker().listens().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    config.broker().lacksSecret()
                            ? "no secret: set the variable "
                                    + BrokerConfig.SECRET_VARIABLE
                                    + " to the signing secret of the rules that publish to this"
                                    + " broker"
                            : "--broker-port is off, so nothing would be served: name a port");
        }
        return new ServerRun(spec, config).run(options.acceptedLoss(spec));
    }

    private static Settings alone(Settings settings) {
        return settings.withDefault(Setting.DATA, DATA)
                .with(Setting.S3_PORT, "off")
                .with(Setting.B2_PORT, "off");
    }
}
