package dev.carillon.endpoint;

import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.EndpointKind.DiagnosisStep;
import dev.carillon.rule.SigningAttributes;
import dev.carillon.rule.TopicAttribute;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The description of HTTP endpoints: their attributes, and the steps of their attempts. */
final class HttpKind {
    static final String TOKEN = "token";
    static final String DNS = "dns";
    static final String GUARD = "guard";
    static final String CONNECT = "connect";
    static final String TLS = "tls";
    static final String ANSWER = "answer";

    private static final String ANSWER_AT_ONCE =
            "Let the receiver answer 2xx at once, and do its work afterwards.";

    static final EndpointKind KIND = described();

    private static EndpointKind described() {
        EndpointKind kind =
                EndpointKind.of(
                        "HTTP",
                        Set.of("http", "https"),
                        Stream.concat(HttpOptions.attributes(), SigningAttributes.ALL.stream())
                                .toArray(TopicAttribute[]::new));
        for (List<TopicAttribute> pair : HttpOptions.pairs()) {
            kind = kind.paired(pair.getFirst().name(), pair.getLast().name());
        }
        return kind.diagnosing(
                new DiagnosisStep(
                        TOKEN,
                        "Correct what the token line says: the topic's oauth-token-url,"
                                + " oauth-client-id, oauth-client-secret or oauth-scope.",
                        "Look into the token endpoint: it gave no answer in time."),
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
                                + " ca-location or client certificate.",
                        "Ask whether the port speaks TLS: it took the connection and"
                                + " said nothing."),
                new DiagnosisStep(
                        ANSWER,
                        "Look into the receiver's log: it was reached, and gave no"
                                + " proper HTTP answer.",
                        ANSWER_AT_ONCE));
    }

    private HttpKind() {}
}
