package dev.carillon.app;

import ch.qos.logback.classic.Level;

import dev.carillon.http.BadTlsException;
import dev.carillon.http.PortTakenException;
import dev.carillon.server.BrokerConfig;
import dev.carillon.server.ConfigException;
import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.CannotOpenStateException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;

/** Runs a server until the process is stopped, and prints one line when it answers. */
final class ServerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);

    private final CommandSpec command;
    private final ServerConfig config;

    /** Creates a run for a command. */
    ServerRun(CommandSpec command, ServerConfig config) {
        this.command = command;
        this.config = config;
    }

    /** Runs the server; never returns, but ends by an interrupt or with the process. */
    int run(AcceptedLoss accepted) throws InterruptedException {
        Logging.use(config.log(), Level.INFO);
        Logging.attempts(config.attempts());
        Hangups hangups = Hangups.caught();
        Server server = start(accepted);
        Stop.atSignal(server::close);
        if (config.broker().lacksSecret()) {
            LOG.info(
                    "the event broker is off, because {} is not set in the environment",
                    BrokerConfig.SECRET_VARIABLE);
        }
        PrintWriter out = command.commandLine().getOut();
        out.println(ready(server));
        out.flush();
        CertificateRenewal.atEach(hangups, server);
        return Exit.OK;
    }

    private Server start(AcceptedLoss accepted) {
        try {
            Server server = Server.start(config, accepted);
            server.madeRootKey()
                    .ifPresent(key -> {
                        PrintWriter err = command.commandLine().getErr();
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

    private static String ready(Server server) {
        var line = new StringBuilder("carillon ready");
        server.s3Url().ifPresent(url -> line.append(" s3=").append(url));
        server.b2Url().ifPresent(url -> line.append(" b2=").append(url));
        server.brokerUrl().ifPresent(url -> line.append(" broker=").append(url));
        server.adminUrl().ifPresent(url -> line.append(" admin=").append(url));
        return line.toString();
    }
}
