package dev.carillon.app;

import dev.carillon.server.BrokerConfig;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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
            "The event broker listens if the variable "
                    + BrokerConfig.SECRET_VARIABLE
                    + " is set; then the line has broker=http://... too.",
            "SIGTERM and Ctrl-C stop it in order. SIGHUP reads the files of --tls-cert and "
                    + "--tls-key again: new connections use the new certificate."
        },
        footer = {
            "carillon serve",
            "carillon serve --data /var/lib/carillon --host 0.0.0.0 --tls-cert "
                    + "server.pem --tls-key server.key"
        })
final class ServeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ServerOptions options = new ServerOptions();

    /** Returns the command with an option for each setting of the server. */
    static CommandSpec spec() {
        var command = new ServeCommand();
        var spec = CommandSpec.forAnnotatedObject(command);
        command.options.addTo(spec, List.of(Setting.values()));
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = options.config(spec, UnaryOperator.identity());
        boolean listens =
                Stream.of(
                                config.s3Port(),
                                config.b2().port(),
                                config.broker().listens(),
                                config.adminPort())
                        .anyMatch(OptionalInt::isPresent);
        if (!listens) {
            throw new ParameterException(
                    spec.commandLine(),
                    "every port is off, so nothing would be served: set --s3-port, --b2-port or"
                            + " --admin-port");
        }
        return new ServerRun(spec, config).run(options.acceptedLoss(spec));
    }
}
