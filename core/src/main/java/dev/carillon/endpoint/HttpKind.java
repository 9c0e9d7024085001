package dev.carillon.endpoint;

import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.EndpointKind.DiagnosisStep;
import dev.carillon.rule.TopicAttribute;

import java.util.Set;

/** The description of HTTP endpoints: their attributes, and the steps of their attempts. */
final class HttpKind {
    /**
     * The attribute that says whether the server's certificate is verified; if not, any certificate
     * is trusted.
     */
    static final TopicAttribute VERIFY_SSL = TopicAttribute.truth("verify-ssl", true);

    /**
     * The attribute that names a file of PEM certificates to trust in place of the runtime's
     * authorities.
     */
    static final TopicAttribute CA_LOCATION = TopicAttribute.file("ca-location");

    static final String DNS = "dns";
    static final String GUARD = "guard";
    static final String CONNECT = "connect";
    static final String TLS = "tls";
    static final String ANSWER = "answer";

    private static final String ANSWER_AT_ONCE =
            "Let the receiver answer 2xx at once, and do its work afterwards.";

    static final EndpointKind KIND =
            EndpointKind.of("HTTP", Set.of("http", "https"), VERIFY_SSL, CA_LOCATION)
                    .diagnosing(
                            new DiagnosisStep(
                                    DNS,
                                    "Correct the host name in the endpoint's URL, or let the"
                                            + " server's machine resolve it.",
                                    "Look into the name service of the server's machine: it did"
                                            + " not answer in time."),
                            new DiagnosisStep(
                                    GUARD,
                                    "Use an address outside of the server's network, or start the"
                                            + " server with --allow-targets as said above.",
                                    ANSWER_AT_ONCE),
                            new DiagnosisStep(
                                    CONNECT,
                                    "Start the receiver, or correct host and port in the URL; if"
                                            + " they are right, look for a firewall between.",
                                    "Nothing answers there: correct host and port in the URL, or"
                                            + " look for a firewall that drops packets."),
                            new DiagnosisStep(
                                    TLS,
                                    "Correct what the tls line says: the receiver's certificate,"
                                            + " http:// or https:// in the URL, or the topic's"
                                            + " ca-location.",
                                    "Ask whether the port speaks TLS: it took the connection and"
                                            + " said nothing."),
                            new DiagnosisStep(
                                    ANSWER,
                                    "Look into the receiver's log: it was reached, and gave no"
                                            + " proper HTTP answer.",
                                    ANSWER_AT_ONCE));

    private HttpKind() {}
}
