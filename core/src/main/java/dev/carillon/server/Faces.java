package dev.carillon.server;

import dev.carillon.admin.AdminFace;
import dev.carillon.b2.B2Face;
import dev.carillon.broker.BrokerFace;
import dev.carillon.http.Authentication;
import dev.carillon.http.Face;
import dev.carillon.http.Keys;
import dev.carillon.s3.S3Face;
import dev.carillon.s3.S3Hosts;
import dev.carillon.s3.S3Keys;
import dev.carillon.signature.AccessKey;
import dev.carillon.topics.TopicsFace;

import java.util.Optional;
import java.util.Set;

/** Creates the faces over the server's services. */
final class Faces {
    private static final String S3 = "s3";
    private static final String SNS = "sns";

    private final ServerConfig config;
    private final Services services;
    private final Keys keys;
    private final String host;

    /**
     * Creates faces that accept these keys.
     *
     * @param host the name of this server in answers and events
     */
    Faces(ServerConfig config, Services services, Keys keys, String host) {
        this.config = config;
        this.services = services;
        this.keys = keys;
        this.host = host;
    }

    /**
     * Returns the face of the S3 port: S3 and topics. Clients of either may sign for both services.
     */
    Face s3() {
        var authentication = new Authentication(keys, Set.of(S3, SNS), services.clock());
        var s3Keys = new S3Keys(keys, services.appKeys(), services.clock());
        var hosts = new S3Hosts(config.domains());
        var s3 =
                new S3Face(
                        new S3Face.Settings(config.region(), host, hosts),
                        new Authentication(s3Keys, Set.of(S3, SNS), services.clock()),
                        new S3Face.Services(
                                services.store(),
                                new S3Face.Notifications(
                                        services.engine().ownRules(),
                                        services.engine().topics(),
                                        services.engine().notifier(),
                                        services.engine().targets(),
                                        services.engine().handshakes()),
                                services.tails(),
                                s3Keys,
                                services.clock()));
        var topics =
                new TopicsFace(
                        new TopicsFace.Settings(
                                config.region(), host, config.allowSecretsInCleartext()),
                        authentication,
                        new TopicsFace.Services(
                                services.engine().topics(),
                                services.engine().notifier(),
                                services.engine().attributes()));
        return new WriteGuard(new S3Port(s3, topics, hosts));
    }

    /**
     * Returns the face of the B2 port.
     *
     * @param s3 the address of S3
     * @param root the master key
     */
    Face b2(Optional<String> s3, AccessKey root) {
        B2Config how = config.b2();
        var place =
                new B2Face.Settings(
                        host, s3, how.tokenLifetime(), how.transactionCap(), how.httpTargets());
        return new WriteGuard(
                new B2Face(
                        place,
                        root,
                        new B2Face.Services(
                                services.store(),
                                services.appKeys(),
                                services.engine().ownRules(),
                                services.engine().topics(),
                                services.engine().notifier(),
                                services.admin().topicTest(),
                                services.engine().targets()),
                        services.clock()));
    }

    /** Returns the face of the event broker. */
    Face broker() {
        BrokerConfig how = config.broker();
        return new WriteGuard(
                new BrokerFace(
                        new BrokerFace.Settings(how.secrets(), how.strict()),
                        new BrokerFace.Services(
                                services.engine().subscriptions(),
                                services.engine().publications(),
                                services.engine().targets(),
                                services.engine().journal(),
                                services.engine().letters(),
                                services.engine().deliverer(),
                                services.store().space()),
                        services.clock()));
    }

    /** Returns the face of the admin port. */
    Face admin() {
        var authentication = new Authentication(keys, Set.of(AdminFace.SERVICE), services.clock());
        return new AdminFace(services.health(), services.stats(), authentication, services.admin());
    }
}
