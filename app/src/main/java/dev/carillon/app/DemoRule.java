package dev.carillon.app;

import dev.carillon.app.DemoReceiver.B2Arrival;
import dev.carillon.b2client.B2Connection;
import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RuleEdit;
import dev.carillon.server.Server;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The B2 rule of the demo, used through the same requests that {@code carillon rule} sends. */
final class DemoRule {
    /** The expected event for the one file. */
    static final B2Arrival EXPECTED = new B2Arrival("b2:ObjectCreated:Upload", "in/fox.jpg", true);

    private DemoRule() {}

    /** Creates a rule that sends new files below {@code in/} to a URL, signed. */
    static void create(Server server, String url) {
        var edit =
                new RuleEdit(
                        Optional.of(List.of("b2:ObjectCreated:*")),
                        Optional.of("in/"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(url),
                        Optional.empty(),
                        Optional.of(DemoReceiver.SECRET));
        URI b2 = URI.create(server.b2Url().orElseThrow());
        try (var connection = new B2Connection(b2, server.rootKey(), TrustOption.usual())) {
            new RuleBook(connection).create("photos", B2Rule.named("new-pictures").with(edit));
        }
    }
}
